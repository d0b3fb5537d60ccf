/** A finding of cdk-nag that stays, and why. */
export interface Acknowledged {
  rule: string;
  /** The construct below the home stack that it is about. */
  construct: string;
  reason: string;
}

/** All of them but wildcards of IAM, which are argued one by one in wildcards.ts. */
export const acknowledged: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-SMG4',
    construct: 'WebhookSecret',
    reason:
      'GitHub has no API by which a rotation could tell it the new secret. A person rotates it: both the current and the previous one are accepted meanwhile (docs/settings.md).',
  },
  {
    rule: 'AwsSolutions-SMG4',
    construct: 'GithubApp',
    reason:
      'GitHub makes the private key of an App and shows it once, to a person. No function could ask for another.',
  },
  {
    rule: 'AwsSolutions-S1',
    construct: 'Evidence',
    reason:
      'One function writes here and nothing reads: who does is in the data events of CloudTrail, with the identity, which server access logs lack. Each manifest is signed, and a changed or missing file shows (tourniquet verify).',
  },
  {
    rule: 'AwsSolutions-SQS3',
    construct: 'Doctor',
    reason:
      'Tests of tourniquet doctor are for whoever has just started it, and are gone after five minutes. Nothing is fed from this queue, so nothing can fail.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    construct: 'Api',
    reason:
      'GitHub can sign its webhooks and nothing else: no IAM, no token. The function verifies the signature of the whole body before it reads it, and the stage limits how often it runs.',
  },
];
