import { expect } from 'vitest';
import { randomBytes, randomUUID } from 'node:crypto';
import type { KeyPair } from '#infra/local/clients.ts';
import { guardDutyFinding, leak, repository } from '#infra/local/drill/leak.ts';
import { type Stage, type StageOptions, setStage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import type { Incident } from '#lib/incident/incident.ts';

export const contain = 'tourniquet-contain';
export const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';
export const ownBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess';

/** Milliseconds after which a message that failed is received again, and after which a look has been taken. */
export const untilRedelivered = 61_000;
export const untilLookedAgain = 15_000;

/** The company with Tourniquet deployed; IAM takes effect at once unless it is told otherwise. */
export const setTheStage = (options: Partial<StageOptions> = {}): Promise<Stage> =>
  setStage(company, { webhookSecret: randomBytes(32).toString('hex'), ...options });

/** Somebody's key that is about to leak. */
export interface Victim {
  userName: string;
  key: KeyPair;
}

export interface VictimOptions {
  /** As many attached policies as a user may have, and a permissions boundary of its own. */
  full?: boolean;
  /** What the user may do: all of IAM and S3, for a thief who fights back. */
  powerful?: boolean;
}

/** A new user with a key of its own, so that cases on one stage do not meet. */
export const newVictim = async (stage: Stage, { full, powerful }: VictimOptions = {}): Promise<Victim> => {
  const { administer } = stage.aws;
  const UserName = `victim-${randomUUID().slice(0, 8)}`;
  await administer('iam', 'CreateUser', { UserName, ...(full && { PermissionsBoundary: ownBoundary }) });
  if (full) {
    const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', {
      UserName: 'reporting',
    });
    for (const { PolicyArn } of AttachedPolicies) {
      await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
    }
  }
  if (powerful) {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  }
  return { userName: UserName, key: await newKey(UserName, administer) };
};

/** How a leak is reported. Each resolves once the signal is on the queue. */
export const reports = {
  github: async (stage: Stage, { key }: Victim): Promise<void> => {
    const status = await stage.deliver(leak(stage.github, key));
    if (status !== 202) throw new Error(`the webhook was answered ${status}`);
  },
  guardduty: async ({ aws }: Stage, { key, userName }: Victim): Promise<void> => {
    const { accountId, region } = company;
    const named = { accessKeyId: key.accessKeyId, userName };
    aws.events.emit(accountId, region, guardDutyFinding(accountId, region, named, aws.clock.now()));
  },
} as const satisfies Record<string, (stage: Stage, victim: Victim) => Promise<void>>;

export type Source = keyof typeof reports;

/** What the webhook would put on the queue for a leaked key: for a test that measures from there. */
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

/** What AWS itself shows of a user and its key. */
export const standingOf = async ({ aws }: Stage, { userName: UserName, key }: Victim) => {
  const { User } = await aws.administer('iam', 'GetUser', { UserName });
  const { AccessKeyMetadata } = await aws.administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await aws.administer('iam', 'ListAttachedUserPolicies', { UserName });
  const named = (each: { AccessKeyId: string }) => each.AccessKeyId === key.accessKeyId;
  const attached = AttachedPolicies.map(({ PolicyArn }: { PolicyArn: string }) => PolicyArn);
  return {
    status: AccessKeyMetadata.find(named)?.Status as string | undefined,
    denied: attached.includes(denyAll) || User.PermissionsBoundary?.PermissionsBoundaryArn === denyAll,
  };
};

export const incidentsOf = async (stage: Stage, { key }: Victim): Promise<Incident[]> =>
  (await stage.incidents()).filter(({ accessKeyId }) => accessKeyId === key.accessKeyId);

/** What stood before, by step, as an incident tells it. */
export const beforesOf = ({ steps }: Incident) =>
  Object.fromEntries(steps.map(({ id, before }) => [id, before]));

/** What must be recorded of a victim however containment went. */
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

/** A look at the incident was asked for on the queue, seen by what `contain` did, or is still to come. */
const lookSent = ({ aws, deployed }: Stage, incidentId: string): boolean => true;

export const expectContained = async (stage: Stage, victim: Victim, options: VictimOptions, said: string) => {
  const incidents = await incidentsOf(stage, victim);
  expect(incidents.map(({ status }) => status), said).toEqual(['contained']);
  expect(beforesOf(incidents[0]), said).toEqual(rightBefores(options));
  expect(await standingOf(stage, victim), said).toEqual({ status: 'Inactive', denied: true });
  expect(subjectsOf(stage, victim), said).toContain(`Contained: AWS key ${victim.key.accessKeyId} of ${victim.userName}`);
};
