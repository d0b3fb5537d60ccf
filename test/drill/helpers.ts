import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { durable } from '#functions/investigate/durable.ts';
import { durableAlias } from '#infra/deployed/durable.ts';
import type { KeyPair } from '#infra/local/clients.ts';
import { guardDutyFinding, leak, repository } from '#infra/local/drill/leak.ts';
import { type Stage, type StageOptions, setStage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { type Item, toIncident } from '#lib/incident/item.ts';
import { keyPrefix } from '#lib/incident/record-key.ts';

export const contain = 'tourniquet-contain';
export const long = process.env['LONG'] !== undefined;
export const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';
const ownBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess';

/** Most tests leak more keys in an hour than a company does in a year. */
export const noLimits = {
  brake: { containments: 1_000_000, minutes: 60 },
  backlog: { keysPerHour: 1_000_000 },
  restorableBoundaries: [ownBoundary],
};

/** The company with Tourniquet deployed; IAM takes effect at once unless it is told otherwise. */
export const setTheStage = (options: Partial<StageOptions> = {}): Promise<Stage> =>
  setStage(company, { webhookSecret: randomBytes(32).toString('hex'), rules: noLimits, ...options });

/** The same, with investigations that end at once: `contain` starts them all the same. */
export const setTheStageForContain = async (options: Partial<StageOptions> = {}): Promise<Stage> => {
  const stage = await setTheStage(options);
  const name = 'tourniquet-investigate';
  stage.aws.host.register({
    name,
    entry: fileURLToPath(new URL('./no-investigation.mjs', import.meta.url)),
    roleArn: `arn:aws:iam::${company.accountId}:role/${name}`,
    durable,
    alias: durableAlias,
  });
  return stage;
};

/** Somebody's key that is about to leak. */
export interface Victim {
  userName: string;
  key: KeyPair;
}

export interface VictimOptions {
  /** As many attached policies as a user may have, and a permissions boundary of its own. */
  full?: boolean;
  /** ARN of a managed policy that the user has. */
  policyArn?: string;
}

/** A new user with a key of its own, so that cases on one stage do not meet. */
export const newVictim = async (
  { aws: { administer } }: Stage,
  { full, policyArn }: VictimOptions = {},
): Promise<Victim> => {
  const UserName = `victim-${randomUUID().slice(0, 8)}`;
  await administer('iam', 'CreateUser', { UserName, ...(full && { PermissionsBoundary: ownBoundary }) });
  const reporting = { UserName: 'reporting' };
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', reporting);
  const all = AttachedPolicies.map((policy: { PolicyArn: string }) => policy.PolicyArn);
  for (const PolicyArn of [...(full ? all : []), ...(policyArn ? [policyArn] : [])]) {
    await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  }
  return { userName: UserName, key: await newKey(UserName, administer) };
};

/** What the webhook puts on the queue for a leaked key: for tests that begin there. */
export const githubMessage = (stage: Stage, { key }: Victim): string => {
  const [owner, name] = repository.split('/');
  return JSON.stringify({
    kind: 'github-alert',
    repository: { owner, name, private: true },
    alertNumber: leak(stage.github, key),
    installationId: stage.github.installationId,
    action: 'created',
  });
};

/** GuardDuty's finding about a leaked key, which EventBridge may deliver more than once. */
export const guardDuty = ({ aws }: Stage, { key, userName }: Victim, copies = 1): void => {
  const { accountId, region } = company;
  const named = { accessKeyId: key.accessKeyId, userName };
  const finding = guardDutyFinding(accountId, region, named, aws.clock.now());
  for (let copy = 0; copy < copies; copy++) aws.events.emit(accountId, region, finding);
};

/** How a leak is reported. Each resolves once the signal is on the queue. */
export const reports = {
  github: async (stage: Stage, { key }: Victim): Promise<void> => {
    const status = await stage.deliver(leak(stage.github, key));
    if (status !== 202) throw new Error(`the webhook was answered ${status}`);
  },
  guardduty: async (stage: Stage, victim: Victim): Promise<void> => guardDuty(stage, victim),
} as const satisfies Record<string, (stage: Stage, victim: Victim) => Promise<void>>;

export type Source = keyof typeof reports;

/** Lets everything come to rest, time pass, and what it brings come to rest as well. */
export const passes = async ({ aws }: Stage, milliseconds: number): Promise<void> => {
  await aws.host.idle();
  await aws.clock.advance(milliseconds);
  await aws.host.idle();
};

/** After these, in milliseconds, a message that failed was received again, and a look was taken. */
export const untilRedelivered = 61_000;
export const untilLookedAgain = 15_000;
/** After this no later look at an incident is left to come. */
export const untilLastLook = 1_200_000;

/** What AWS itself shows of a user and its key. */
export const standingOf = async ({ aws }: Stage, { userName: UserName, key }: Victim) => {
  const { User } = await aws.administer('iam', 'GetUser', { UserName });
  const { AccessKeyMetadata } = await aws.administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await aws.administer('iam', 'ListAttachedUserPolicies', { UserName });
  const leaked = AccessKeyMetadata.find(
    (each: { AccessKeyId: string }) => each.AccessKeyId === key.accessKeyId,
  );
  const attached = AttachedPolicies.some((policy: { PolicyArn: string }) => policy.PolicyArn === denyAll);
  const bound = User.PermissionsBoundary?.PermissionsBoundaryArn === denyAll;
  return { key: String(leaked?.Status), denied: attached || bound };
};

export const stopped = { key: 'Inactive', denied: true };

/** The user's name and key are undone as a thief would who still may. */
export const undo = async ({ aws }: Stage, { userName: UserName, key }: Victim): Promise<void> => {
  await aws.administer('iam', 'DetachUserPolicy', { UserName, PolicyArn: denyAll });
  await aws.administer('iam', 'UpdateAccessKey', {
    UserName,
    AccessKeyId: key.accessKeyId,
    Status: 'Active',
  });
};

/** The whole table, read page by page: a page of DynamoDB ends at 1 MB. By access key id. */
export const allIncidents = async ({ aws }: Stage): Promise<Map<string, Incident[]>> => {
  const found = new Map<string, Incident[]>();
  let ExclusiveStartKey: unknown;
  do {
    const FilterExpression = 'attribute_exists(openedAt)';
    const scan = { TableName: 'tourniquet-incidents', FilterExpression, ExclusiveStartKey };
    const { Items, LastEvaluatedKey } = await aws.administer('dynamodb', 'Scan', scan);
    for (const item of Items) {
      const incident = toIncident(unmarshall(item) as Item);
      const key = incident.accessKeyId ?? incident.incidentId;
      found.set(key, [...(found.get(key) ?? []), incident]);
    }
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
};

export const incidentsOf = async (stage: Stage, { key }: Victim): Promise<Incident[]> =>
  (await allIncidents(stage)).get(key.accessKeyId) ?? [];

/** What stood before, by step, as the incidents tell it. */
export const beforesOf = (incidents: Incident[]) =>
  incidents.map(({ steps }) => Object.fromEntries(steps.map(({ id, before }) => [id, before])));

/** What must be recorded of a victim however its containment went. */
export const rightBefores = ({ full }: VictimOptions) => ({
  'deactivate-key': { status: 'Active' },
  'deny-user': { attached: false },
  ...(full && { 'bound-user': { boundary: ownBoundary } }),
});

/** Subjects of the mails about a key, in the order in which they were sent. */
export const subjectsOf = ({ aws, deployed }: Stage, { key }: Victim): string[] =>
  aws.sns
    .mailbox(deployed.mailTopicArn)
    .map(({ subject = '' }) => subject)
    .filter((subject) => subject.includes(key.accessKeyId));

export const firstMail = ({ userName, key }: Victim): string =>
  `Contained: AWS key ${key.accessKeyId} of ${userName}`;

export const secondMail = ({ key }: Victim): string => `Applied again: AWS key ${key.accessKeyId}`;

/** What the daily digest will tell about a key. */
export const notesAbout = async ({ aws }: Stage, accessKeyId: string): Promise<Record<string, unknown>[]> => {
  const { Items } = await aws.administer('dynamodb', 'Scan', { TableName: 'tourniquet-incidents' });
  return Items.map((item: Parameters<typeof unmarshall>[0]) => unmarshall(item))
    .filter(({ incidentId }: { incidentId: string }) => incidentId.startsWith(keyPrefix('note')))
    .map(({ recordFields }: { recordFields: Record<string, unknown> }) => recordFields)
    .filter(({ text }: { text: string }) => text.includes(accessKeyId));
};
