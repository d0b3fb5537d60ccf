/** The id of the custom action that contains a key. Another team's action on the same finding is none of ours. */
export const customAction = 'contain-key';

/**
 * What each rule waits for, by the kind that it writes beside the event. Only AWS can put events whose source begins
 * with `aws.` on a bus (EventBridge API reference, PutEventsRequestEntry), so that the pattern alone tells who speaks.
 */
export const patterns = {
  guardduty: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] },
  // Security Hub repeats every finding that it imports: only those on a key concern us. An action is a person's.
  securityhub: {
    source: ['aws.securityhub'],
    $or: [
      {
        'detail-type': ['Security Hub Findings - Custom Action'],
        resources: [{ suffix: `:action/custom/${customAction}` }],
      },
      {
        'detail-type': ['Security Hub Findings - Imported'],
        detail: { findings: { Resources: { Type: ['AwsIamAccessKey'] } } },
      },
    ],
  },
  health: { source: ['aws.health'], detail: { service: ['RISK'] } },
  // A call that failed attached nothing, and anybody may make one.
  quarantine: {
    source: ['aws.iam'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventName: ['AttachUserPolicy', 'AttachRolePolicy', 'DetachUserPolicy'],
      errorCode: [{ exists: false }],
      requestParameters: {
        policyArn: [{ prefix: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine' }],
      },
    },
  },
  scanner: {
    source: [{ 'anything-but': { prefix: 'aws.' } }],
    'detail-type': ['Leaked AWS Access Key'],
  },
} as const satisfies Record<string, object>;

export type Kind = keyof typeof patterns;
