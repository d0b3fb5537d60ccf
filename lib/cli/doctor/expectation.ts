import type { Grant } from '#lib/platform/grants.ts';

/** A statement of a role's policy. */
export interface ExpectedStatement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition?: NonNullable<Grant['conditions']>;
}

/** A rule as it was deployed. */
export interface ExpectedRule {
  name: string;
  bus: string;
  region: string;
  /** What it waits for, or when it runs. */
  waitsFor: { pattern: object } | { schedule: string };
  /** The ARN of the queue, bus or function that it feeds. */
  targetArn: string;
  /** What it makes of the event. */
  inputTemplate?: string;
  /** Whether what could not be delivered is kept. */
  keepsFailures: boolean;
}

/** A rule that forwards, to be tried with a marked event. */
export interface ExpectedForwarding {
  region: string;
  /** As the rule is called: `tourniquet-<kind>`. */
  kind: string;
}

/** What must be there if it was deployed as this version deploys it: for `tourniquet doctor`. */
export interface Expectation {
  functions: { name: string; folder: string; alias?: string; feedsOn?: string }[];
  roles: { name: string; arn: string; statements: ExpectedStatement[] }[];
  rules: ExpectedRule[];
  /** Where accounts forward from. */
  forwarding: { home: ExpectedForwarding[]; member: ExpectedForwarding[] };
  /** Roles that may send to a queue, by its ARN. */
  senders: { queueArn: string; roleArns: string[] }[];
  /** Statements of the policy of our bus. */
  busStatements: readonly object[];
  /** Topics of the alarms that are in other Regions than the mails. */
  alarmTopicArns: string[];
  doctor: { source: string; detailType: string; queueName: string };
  memberRole: string;
}
