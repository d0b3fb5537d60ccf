import type { GuardDutyRule } from '#lib/platform/rules.ts';

/** Like a rule of the configuration, for several patterns at once. */
export interface TableEntry extends Pick<GuardDutyRule, 'minimumSeverity' | 'reason'> {
  /** `*` stands for any characters. */
  types: readonly string[];
  outcome: 'act' | 'report' | 'ignore';
}

/**
 * What becomes of each finding type where the deployed rules say nothing: the first entry that fits decides. Types and
 * their meaning: GuardDuty user guide, "GuardDuty finding types" with its pages on IAM, S3, attack sequences, AI
 * Protection, custom detection rules and retired types. docs/guardduty.md shows the same table to people.
 */
export const shippedTable: readonly TableEntry[] = [
  {
    types: ['AttackSequence:*'],
    outcome: 'act',
    reason: 'several steps of one attack were seen, by the same actors',
  },
  {
    types: ['CredentialAccess:IAMUser/CompromisedCredentials'],
    outcome: 'act',
    reason: 'AWS itself takes the credential for stolen',
  },
  {
    types: [
      'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration*',
      'UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration*',
    ],
    outcome: 'act',
    reason: 'credentials made for one instance, function or task are used from somewhere else',
  },
  {
    types: ['UnauthorizedAccess:IAMUser/MaliciousIPCaller*', 'UnauthorizedAccess:IAMUser/TorIPCaller'],
    outcome: 'act',
    reason: 'the credential is used from an address that is known as malicious, or through Tor',
  },
  {
    types: ['UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B'],
    outcome: 'act',
    reason: 'one user signed in from places that are too far apart: the password is stolen or shared',
  },
  {
    types: ['*:S3/MaliciousIPCaller*', '*:S3/TorIPCaller'],
    outcome: 'act',
    reason: 'buckets are used from an address that is known as malicious, or through Tor',
  },
  {
    types: ['*/AnomalousBehavior*'],
    outcome: 'report',
    minimumSeverity: 4,
    reason: 'unusual is not stolen: the owner may do something for the first time',
  },
  {
    types: ['Recon:*'],
    outcome: 'report',
    minimumSeverity: 4,
    reason: 'looking around changes nothing yet: other findings follow what a thief does next',
  },
  {
    types: ['Policy:*'],
    outcome: 'report',
    reason: 'something is set up or used against good practice, most often by its owner',
  },
  {
    types: ['PenTest:*'],
    outcome: 'report',
    reason: 'the machine is one made for penetration tests: a tester of ours or a thief',
  },
  {
    types: ['Stealth:*', 'DefenseEvasion:IAMUser/*', 'DefenseImpairment:*'],
    outcome: 'report',
    reason: 'logging or a protection was switched off, which its owner may do as well',
  },
  {
    types: ['Impact:IAMUser/*'],
    outcome: 'report',
    reason: 'an AI model is used otherwise than before: a stolen credential or a new program',
  },
  {
    types: ['*:IAMUser/*', '*:IAM/*'],
    outcome: 'report',
    reason: 'it tells what a user or role did, and not that the credential is stolen',
  },
  {
    types: ['CryptoCurrency:*'],
    outcome: 'report',
    reason: 'what stolen credentials are used for most: see who started the machine',
  },
  {
    types: ['*/MetadataDNSRebind'],
    outcome: 'report',
    reason: "the credentials of an instance's role may have been read: see who uses them",
  },
  {
    types: ['*:Kubernetes/MaliciousIPCaller*', '*:Kubernetes/TorIPCaller'],
    outcome: 'report',
    reason: 'a cluster is used from a bad address: its identity is seldom one of IAM',
  },
  {
    types: ['*:RDS/MaliciousIPCaller*', '*:RDS/TorIPCaller*'],
    outcome: 'ignore',
    reason: 'about a login to a database, which no credential of AWS takes part in',
  },
  {
    types: ['*/MaliciousFile', '*/MaliciousFile!*', '*/SuspiciousFile'],
    outcome: 'ignore',
    reason: 'about a file that was scanned, and no credential',
  },
  {
    types: ['CredentialAccess:*'],
    outcome: 'report',
    reason: 'somebody reads or changes credentials, and it is not said that AWS credentials are stolen',
  },
  {
    types: ['*:Kubernetes/*'],
    outcome: 'ignore',
    reason: 'about identities of a cluster, which IAM does not know',
  },
  {
    types: [
      '*:Runtime/*',
      'Backdoor:*',
      'Behavior:*',
      'Trojan:*',
      'Impact:EC2/*',
      'DefenseEvasion:EC2/*',
      'UnauthorizedAccess:EC2/*',
      'UnauthorizedAccess:Lambda/*',
    ],
    outcome: 'ignore',
    reason: 'about a machine: if its credentials are used elsewhere, a finding of its own says so',
  },
  {
    types: ['*:S3/*'],
    outcome: 'report',
    reason: 'it tells what was done to a bucket, and not that the credential is stolen',
  },
  {
    types: [
      'Execution:*',
      'Exfiltration:*',
      'Impact:*',
      'InitialAccess:*',
      'LateralMovement:*',
      'Persistence:*',
      'ResourceDevelopment:*',
    ],
    outcome: 'report',
    reason: 'a call that a custom detection rule watches for: it is not said who is behind it',
  },
];
