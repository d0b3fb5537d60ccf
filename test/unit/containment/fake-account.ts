import {
  AttachUserPolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  LimitExceededException,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  NoSuchEntityException,
  PutUserPermissionsBoundaryCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import type { IncidentStore } from '#lib/incident/store.ts';
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
}

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
  const known = (name: string | undefined) => {
    if (name !== user.name) throw noSuchEntity();
  };
  // Taken off from the front, one for each changing call and one for each page that is read.
  const faults: { changes: Fault[]; reads: Fault[] } = { changes: [], reads: [] };
  const answer =
    <T extends { UserName?: string | undefined }>(ahead: Fault[], work: (input: T) => object) =>
    (input: T): object => {
      const fault = ahead.shift();
      if (fault === 'rejected') throw new Error('Throttling');
      known(input.UserName);
      const answered = work(input);
      if (fault === 'reply-lost') throw new Error('socket hang up');
      return answered;
    };
  const change =
    <T extends { UserName?: string | undefined }>(work: (input: T) => object) =>
    (input: T) =>
      answer(faults.changes, work)(input);
  const read =
    <T extends { UserName?: string | undefined }>(work: (input: T) => object) =>
    (input: T) =>
      answer(faults.reads, work)(input);
  mock.on(GetAccessKeyLastUsedCommand).callsFake(({ AccessKeyId }) => {
    if (!(AccessKeyId in user.keys)) throw noSuchEntity();
    return { UserName: user.name };
  });
  mock.on(GetUserCommand).callsFake(
    read(({ UserName }) => {
      const PermissionsBoundary = user.boundary && { PermissionsBoundaryArn: user.boundary };
      return {
        User: {
          UserName,
          UserId: user.id,
          Arn: user.arn,
          ...(PermissionsBoundary && { PermissionsBoundary }),
        },
      };
    }),
  );
  mock.on(ListAccessKeysCommand).callsFake(
    read(() => ({
      AccessKeyMetadata: Object.entries(user.keys).map(([AccessKeyId, Status]) => ({ AccessKeyId, Status })),
    })),
  );
  // One policy a page: whoever forgets to turn the page does not see the deny.
  mock.on(ListAttachedUserPoliciesCommand).callsFake(
    read(({ Marker }: { UserName?: string; Marker?: string }) => {
      const page = Number(Marker ?? 0);
      const more = page + 1 < user.policies.length;
      return {
        AttachedPolicies: user.policies.slice(page, page + 1).map((PolicyArn) => ({ PolicyArn })),
        IsTruncated: more,
        ...(more && { Marker: String(page + 1) }),
      };
    }),
  );
  mock.on(UpdateAccessKeyCommand).callsFake(
    change(({ AccessKeyId, Status }: { UserName?: string; AccessKeyId: string; Status: string }) => {
      if (!(AccessKeyId in user.keys)) throw noSuchEntity();
      user.keys[AccessKeyId] = Status;
      return {};
    }),
  );
  mock.on(AttachUserPolicyCommand).callsFake(
    change(({ PolicyArn }: { UserName?: string; PolicyArn: string }) => {
      if (user.policies.length >= user.quota)
        throw new LimitExceededException({ message: 'quota', $metadata: {} });
      if (!user.policies.includes(PolicyArn)) user.policies.push(PolicyArn);
      return {};
    }),
  );
  mock.on(DetachUserPolicyCommand).callsFake(
    change(({ PolicyArn }: { UserName?: string; PolicyArn: string }) => {
      user.policies = user.policies.filter((arn) => arn !== PolicyArn);
      return {};
    }),
  );
  mock.on(PutUserPermissionsBoundaryCommand).callsFake(
    change(({ PermissionsBoundary }: { UserName?: string; PermissionsBoundary: string }) => {
      user.boundary = PermissionsBoundary;
      return {};
    }),
  );
  mock.on(DeleteUserPermissionsBoundaryCommand).callsFake(
    change(() => {
      user.boundary = undefined;
      return {};
    }),
  );
  return { user, mock, faults };
};

const changing = /^(Update|Attach|Detach|Put|Delete|Create)/;

/** The names of the calls that would change the account. */
export const changes = (mock: ReturnType<typeof fakeAccount>['mock']): string[] =>
  mock.calls().flatMap((call) => {
    const name = call.args[0].constructor.name.replace(/Command$/, '');
    return changing.test(name) ? [name] : [];
  });

export const signal = (over: Partial<LeakSignal> = {}): LeakSignal => ({
  id: 'manual:1',
  source: 'manual',
  accessKeyId: key,
  where: 'told by a person',
  reportedAt: '2026-11-23T03:00:00.000Z',
  ...over,
});

export const depsWith = (store: IncidentStore) => ({
  iam: new IAMClient({ region: 'us-east-1' }),
  store,
  ownAccountId: async () => accountId,
  accountOfKey: async () => accountId,
  responderArn: async (): Promise<string | undefined> => undefined,
  afterwards: async () => {},
  reportedAgain: async () => {},
});
