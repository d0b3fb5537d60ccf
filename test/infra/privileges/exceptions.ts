import type { Granted } from './grants.ts';

/** A grant that no story uses here, or whose lack no story notices, and why it stays. */
export interface Exception {
  /** Any by default. */
  role?: RegExp;
  action: RegExp;
  /** Fits one of its resources; any by default. */
  resource?: RegExp;
  reason: string;
}

/** Not used on the embedded AWS at all. */
export const unused: readonly Exception[] = [
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    reason:
      'Lambda itself writes the log with the role of the function; here the host keeps what a process prints.',
  },
  {
    action: /^xray:Put/,
    reason: 'Lambda itself writes traces with the role of the function; there is no X-Ray here.',
  },
  {
    role: /-investigate$/,
    action: /^(athena|glue):/,
    reason:
      'There is no Athena here: its own tests hold what is asked of it (test/unit/investigation/athena), docs/athena.md names the source of each.',
  },
  {
    role: /-investigate$/,
    action: /^s3:/,
    resource: /:::company-/,
    reason: "What Athena does with the asker's rights on the trail's bucket and on that of its answers.",
  },
  {
    role: /-(investigate|publish-incident|receive-webhook)$/,
    action: /^sqs:SendMessage$/,
    resource: /:tourniquet-signals-dead-letters$/,
    reason:
      'Lambda makes no function whose role may not write to its dead-letter queue (CreateFunction, DeadLetterConfig); these three are not invoked as events that fail.',
  },
  {
    role: /-investigate$/,
    action: /^lambda:GetDurableExecutionState$/,
    reason:
      'Asked for only by an execution whose history does not fit into one invocation; test/drill/followed-crash.test.ts plays long ones.',
  },
  {
    role: /-publish-incident$/,
    action: /^events:PutEvents$/,
    reason:
      'In an organization the policy of the bus lets every account in, also our own; without one the role alone does.',
  },
];

/** Used, but nothing fails without. */
export const unnoticed: readonly Exception[] = [
  {
    action: /^iam:GetAccountAuthorizationDetails$/,
    reason:
      'Without it the same is read piece by piece, so that nothing is missing: one call in the place of dozens, within the time that a look has.',
  },
  {
    role: /-contain$/,
    action: /^sts:GetAccessKeyInfo$/,
    reason:
      'Without it the account is read out of the id of the key, in a way that AWS has never promised: STS is believed before that.',
  },
  {
    role: /-investigate$/,
    action: /^sqs:SendMessage$/,
    resource: /:tourniquet-incident-changes$/,
    reason:
      'After a look the other homes of an incident are told anew; the stories look at what they were told of containment.',
  },
];

export const exceptionFor = (
  { role, action, resources }: Granted,
  exceptions: readonly Exception[],
): Exception | undefined =>
  exceptions.find(
    (each) =>
      (each.role?.test(role) ?? true) &&
      each.action.test(action) &&
      (each.resource ? resources.every((resource) => each.resource?.test(resource)) : true),
  );
