import {
  AttachUserPolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  IAMClient,
  IAMServiceException,
  LimitExceededException,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListServiceSpecificCredentialsCommand,
  NoSuchEntityException,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import type { CarryOutDeps } from '#lib/containment/act.ts';
import type { Admission } from '#lib/containment/admission.ts';
import { denySessionDirectly } from '#lib/containment/deny-session-directly.ts';
import type { Judgement } from '#lib/containment/judge.ts';
import type { RoleSessionTarget } from '#lib/containment/steps/step.ts';
import type { AccountStanding } from '#lib/credential/organization.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';

export const accountId = '264875319082';
export const key = 'AKIAT3SKF7WXYQ2ZNM4B';
export const otherKey = 'AKIAT3SKF7WXYQ2ZNM5C';
export const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';

export interface FakeUser {
  name: string;
  /** The unique id, which a change of name leaves. */
  id: string;
  arn: string;
  keys: Record<string, string>;
  policies: string[];
  boundary: string | undefined;
  quota: number;
  tags?: Record<string, string>;
}

export const tagsOut = (tags: Record<string, string>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const noSuchEntity = () => new NoSuchEntityException({ message: 'not found', $metadata: {} });

/** What befalls one call: it is refused, or it is carried out and its reply is lost on the way. */
export type Fault = 'none' | 'rejected' | 'reply-lost';

/** One IAM account behind a mocked client: its answers follow from its state. */
export const fakeAccount = () => {
  const user: FakeUser = {
    name: 'deploy-bot',
    id: 'AIDAT3SKF7WXYEXAMPLE1',
    arn: `arn:aws:iam::${accountId}:user/ci/deploy-bot`,
    keys: { [key]: 'Active' },
    policies: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'],
    boundary: undefined,
    quota: 10,
  };
  const mock = mockClient(IAMClient);
  /** Others in the account: decoys under a name that the user had. */
  const others: FakeUser[] = [];
  const known = (name: string | undefined): FakeUser => {
    const found = [user, ...others].find((each) => each.name === name);
    if (!found) throw noSuchEntity();
    return found;
  };
  /** What happens in the account just before it takes the next change: once. */
  const meanwhile: { beforeChange?: (() => void) | undefined } = {};
  // Taken off from the front, one for each changing call and one for each page that is read.
  const faults: { changes: Fault[]; reads: Fault[] } = { changes: [], reads: [] };
  const answer =
    <T extends { UserName?: string | undefined }>(
      ahead: Fault[],
      work: (input: T, asked: FakeUser) => object,
    ) =>
    (input: T): object => {
      const fault = ahead.shift();
      if (fault === 'rejected') throw new Error('Throttling');
      const answered = work(input, known(input.UserName));
      if (fault === 'reply-lost') throw new Error('socket hang up');
      return answered;
    };
  const change =
    <T extends { UserName?: string | undefined }>(work: (input: T, asked: FakeUser) => object) =>
    (input: T) => {
      const happens = meanwhile.beforeChange;
      meanwhile.beforeChange = undefined;
      happens?.();
      return answer(faults.changes, work)(input);
    };
  const read =
    <T extends { UserName?: string | undefined }>(work: (input: T, asked: FakeUser) => object) =>
    (input: T) =>
      answer(faults.reads, work)(input);
  mock.on(GetAccessKeyLastUsedCommand).callsFake(({ AccessKeyId }) => {
    const owner = [user, ...others].find(({ keys }) => AccessKeyId in keys);
    if (!owner) throw noSuchEntity();
    return { UserName: owner.name };
  });
  mock.on(GetUserCommand).callsFake(
    read(({ UserName }, asked) => {
      const PermissionsBoundary = asked.boundary && { PermissionsBoundaryArn: asked.boundary };
      return {
        User: {
          UserName,
          UserId: asked.id,
          Arn: asked.arn,
          ...(PermissionsBoundary && { PermissionsBoundary }),
          ...(asked.tags && { Tags: tagsOut(asked.tags) }),
        },
      };
    }),
  );
  mock.on(ListAccessKeysCommand).callsFake(
    read((_input, asked) => ({
      AccessKeyMetadata: Object.entries(asked.keys).map(([AccessKeyId, Status]) => ({ AccessKeyId, Status })),
    })),
  );
  mock.on(GetLoginProfileCommand).rejects(noSuchEntity());
  mock.on(ListServiceSpecificCredentialsCommand).resolves({ ServiceSpecificCredentials: [] });
  // One policy a page: whoever forgets to turn the page does not see the deny.
  mock.on(ListAttachedUserPoliciesCommand).callsFake(
    read(({ Marker }: { UserName?: string; Marker?: string }, asked) => {
      const page = Number(Marker ?? 0);
      const more = page + 1 < asked.policies.length;
      return {
        AttachedPolicies: asked.policies.slice(page, page + 1).map((PolicyArn) => ({ PolicyArn })),
        IsTruncated: more,
        ...(more && { Marker: String(page + 1) }),
      };
    }),
  );
  mock.on(UpdateAccessKeyCommand).callsFake(
    change(({ AccessKeyId, Status }: { UserName?: string; AccessKeyId: string; Status: string }, asked) => {
      if (!(AccessKeyId in asked.keys)) throw noSuchEntity();
      asked.keys[AccessKeyId] = Status;
      return {};
    }),
  );
  mock.on(AttachUserPolicyCommand).callsFake(
    change(({ PolicyArn }: { UserName?: string; PolicyArn: string }, asked) => {
      if (asked.policies.length >= asked.quota)
        throw new LimitExceededException({ message: 'quota', $metadata: {} });
      if (!asked.policies.includes(PolicyArn)) asked.policies.push(PolicyArn);
      return {};
    }),
  );
  mock.on(DetachUserPolicyCommand).callsFake(
    change(({ PolicyArn }: { UserName?: string; PolicyArn: string }, asked) => {
      asked.policies = asked.policies.filter((arn) => arn !== PolicyArn);
      return {};
    }),
  );
  mock.on(PutUserPermissionsBoundaryCommand).callsFake(
    change(({ PermissionsBoundary }: { UserName?: string; PermissionsBoundary: string }, asked) => {
      asked.boundary = PermissionsBoundary;
      return {};
    }),
  );
  mock.on(DeleteUserPermissionsBoundaryCommand).callsFake(
    change((_input, asked) => {
      asked.boundary = undefined;
      return {};
    }),
  );
  type Tagging = { UserName?: string; Tags: { Key: string; Value: string }[] };
  mock.on(TagUserCommand).callsFake(
    change(({ Tags }: Tagging, asked) => {
      asked.tags = { ...asked.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
      return {};
    }),
  );
  mock.on(UntagUserCommand).callsFake(
    change(({ TagKeys }: { UserName?: string; TagKeys: string[] }, asked) => {
      for (const key of TagKeys) delete asked.tags?.[key];
      return {};
    }),
  );
  return { user, others, meanwhile, mock, faults };
};

/** A thief renames the user and, where a decoy is asked for, puts an empty user under the old name. */
export const rename = ({ user, others }: ReturnType<typeof fakeAccount>, decoy = false): void => {
  const { name, arn } = user;
  user.name = 'renamed-bot';
  user.arn = arn.replace(name, user.name);
  if (!decoy) return;
  const empty = { keys: {}, policies: [], boundary: undefined, quota: 10 };
  others.push({ name, arn, id: 'AIDAT3SKF7WXYEXAMPLE2', ...empty });
};

/** IAM's refusal of an operation that the caller has no permission for. */
export const denied = (operation: string): IAMServiceException =>
  new IAMServiceException({
    name: 'AccessDenied',
    message: `not authorized to perform: ${operation}`,
    $fault: 'client',
    $metadata: {},
  });

const changing = /^(Update|Attach|Detach|Put|Delete|Create|Tag|Untag)/;

/** The names of the calls that would change the account. */
export const changes = (mock: ReturnType<typeof fakeAccount>['mock']): string[] =>
  mock.calls().flatMap((call) => {
    const name = call.args[0].constructor.name.replace(/Command$/, '');
    return changing.test(name) ? [name] : [];
  });

export const signal = (over: Partial<LeakSignal> = {}): LeakSignal => ({
  id: 'manual:1',
  source: 'manual',
  certainty: 'claimed',
  accessKeyId: key,
  where: 'told by a person',
  reportedAt: '2026-11-23T03:00:00.000Z',
  ...over,
});

/** What people decided: nothing, unless a test says otherwise. */
export const judgement = (over: Partial<Judgement> = {}): Judgement => ({
  rules: defaultRules(),
  ownRoles: [],
  deployedAt: undefined,
  dismissal: undefined,
  now: '2026-11-23T03:00:00.000Z',
  ...over,
});

type Asked<T extends 'admission' | 'braked'> = Parameters<CarryOutDeps[T]>;

export const depsWith = (store: IncidentStore) => {
  const iam = new IAMClient({ region: 'us-east-1' });
  return {
    store,
    ownAccountId: async () => accountId,
    accountOfKey: async () => accountId,
    accountStanding: async (id: string): Promise<AccountStanding> => (id === accountId ? 'own' : 'foreign'),
    iamFor: async () => iam,
    denySession: (target: RoleSessionTarget, undo: boolean) => denySessionDirectly(target, undo, iam),
    responderArn: async (): Promise<string | undefined> => undefined,
    rules: defaultRules,
    judgement: async (): Promise<Judgement> => judgement(),
    admission: async (..._: Asked<'admission'>): Promise<Admission> => 'admitted',
    braked: async (..._: Asked<'braked'>): Promise<void> => {},
    stillOpen: async (_incident: Incident): Promise<string[]> => [],
    afterwards: async () => {},
    reportedAgain: async (_incident: Incident): Promise<void> => {},
  };
};
