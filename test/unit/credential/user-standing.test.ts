import { GetUserCommand, IAMClient, ListAccessKeysCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { denyAllArn, readUserStanding } from '#lib/credential/user-standing.ts';
import { denyAll, fakeAccount, key, otherKey } from '#test/unit/containment/fake-account.ts';

const iam = new IAMClient({ region: 'us-east-1' });
let account: ReturnType<typeof fakeAccount>;

beforeEach(() => {
  account = fakeAccount();
});

describe('what stands on a user', () => {
  it('is read whole, page by page', async () => {
    account.user.policies = Array.from({ length: 20 }, (_, n) => `arn:aws:iam::264875319082:policy/p${n}`);
    account.user.boundary = denyAll;
    const pages = [
      {
        AccessKeyMetadata: [{ AccessKeyId: key, Status: 'Active' as const }],
        IsTruncated: true,
        Marker: 'more',
      },
      {
        AccessKeyMetadata: [{ AccessKeyId: otherKey, Status: 'Inactive' as const }],
        IsTruncated: false,
        Marker: 'x',
      },
    ];
    account.mock.on(ListAccessKeysCommand).callsFake(({ Marker }) => pages[Marker === 'more' ? 1 : 0]);
    expect(await readUserStanding(iam, 'deploy-bot')).toEqual({
      kind: 'user',
      userName: 'deploy-bot',
      userId: account.user.id,
      arn: account.user.arn,
      keys: [
        { accessKeyId: key, status: 'Active' },
        { accessKeyId: otherKey, status: 'Inactive' },
      ],
      attachedPolicies: account.user.policies,
      boundary: denyAll,
    });
  });

  it('is nothing where there is no such user', async () => {
    expect(await readUserStanding(iam, 'somebody-else')).toBeUndefined();
  });

  it('is nothing where the user vanishes between the calls', async () => {
    account.mock
      .on(ListAccessKeysCommand)
      .rejects(new NoSuchEntityException({ message: 'gone', $metadata: {} }));
    expect(await readUserStanding(iam, 'deploy-bot')).toBeUndefined();
  });

  it('is not guessed where IAM refuses', async () => {
    account.mock.on(GetUserCommand).rejects(new Error('AccessDenied'));
    await expect(readUserStanding(iam, 'deploy-bot')).rejects.toThrow('AccessDenied');
  });

  it('stands up to answers with nothing in them', async () => {
    account.mock.on(GetUserCommand).resolves({});
    account.mock.on(ListAccessKeysCommand).resolves({});
    account.user.policies = [];
    expect(await readUserStanding(iam, 'deploy-bot')).toEqual({
      kind: 'user',
      userName: 'deploy-bot',
      userId: '',
      arn: '',
      keys: [],
      attachedPolicies: [],
      boundary: null,
    });
  });
});

it.each([
  ['arn:aws:iam::264875319082:user/a', denyAll],
  ['arn:aws-cn:iam::264875319082:user/a', 'arn:aws-cn:iam::aws:policy/AWSDenyAll'],
  ['arn:aws-us-gov:iam::264875319082:user/a', 'arn:aws-us-gov:iam::aws:policy/AWSDenyAll'],
  ['', denyAll],
])('AWSDenyAll lives in the partition of %s', (arn, expected) => {
  expect(denyAllArn(arn)).toBe(expected);
});
