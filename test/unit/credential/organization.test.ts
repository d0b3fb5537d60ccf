import {
  AccessDeniedException,
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  DescribeAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AccountQuestion } from '#lib/credential/organization.ts';
import { member, own, serveAccounts, stranger } from '#test/unit/aws/two-accounts.ts';

let mock: ReturnType<typeof mockClient> | undefined;
beforeEach(() => {
  mock = mockClient(OrganizationsClient);
});
afterEach(() => {
  mock?.restore();
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.resetModules();
});

const load = async (rules: Partial<AccountQuestion['rules']> = {}) => {
  const { accountStanding } = await import('#lib/credential/organization.ts');
  const question = { ownAccountId: async () => own, rules: { accounts: [], organization: false, ...rules } };
  return (accountId: string) => accountStanding(accountId, question);
};

const asked = () => mock?.commandCalls(DescribeAccountCommand).length;
const answer = { $metadata: {}, message: 'no' };

it('our own account is ours, a listed one a member and any other foreign, and nobody is asked', async () => {
  const standing = await load({ accounts: [member] });
  expect(await Promise.all([own, member, stranger].map(standing))).toEqual(['own', 'member', 'foreign']);
  const inOrganization = await load({ accounts: [member], organization: true });
  expect(await Promise.all([own, member].map(inOrganization))).toEqual(['own', 'member']);
  expect(asked()).toBe(0);
});

it('with the rule for the whole organization, Organizations is asked', async () => {
  mock?.restore();
  await serveAccounts({ organization: {} });
  const standing = await load({ organization: true });
  expect(await standing(member)).toBe('member');
  expect(await standing(stranger)).toBe('foreign');
});

it('where we are no delegated administrator, it is undecided and says what to do', async () => {
  mock?.restore();
  await serveAccounts({ organization: { managementAccountId: member, members: [own] } });
  expect(await (await load({ organization: true }))(stranger)).toEqual({
    undecided: expect.stringMatching(
      /^organizations:DescribeAccount failed: AccessDeniedException.*delegated administrator.*"accounts"/s,
    ),
  });
});

it.each([
  ['a missing permission', new AccessDeniedException(answer), /allow it to this role/],
  ['no organization', new AWSOrganizationsNotInUseException(answer), /"organization" must be false/],
  [
    'an endpoint without Organizations',
    Object.assign(new Error('?'), { name: 'UnknownOperationException' }),
    /does not offer organizations:DescribeAccount; list the accounts/,
  ],
])('%s leaves it undecided, and it is asked again', async (_, error, words) => {
  const standing = await load({ organization: true });
  mock?.on(DescribeAccountCommand).rejectsOnce(error).resolves({});
  expect(await standing(member)).toEqual({ undecided: expect.stringMatching(words) });
  expect(await standing(member)).toBe('member');
});

it('throttling is thrown, so that the message is tried again', async () => {
  const error = Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' });
  mock?.on(DescribeAccountCommand).rejects(error);
  await expect((await load({ organization: true }))(member)).rejects.toBe(error);
});

it('an answer is kept for ten minutes', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const standing = await load({ organization: true });
  mock
    ?.on(DescribeAccountCommand)
    .resolves({})
    .on(DescribeAccountCommand, { AccountId: stranger })
    .rejects(new AccountNotFoundException(answer));
  for (let again = 0; again < 3; again++) {
    expect(await standing(member)).toBe('member');
    expect(await standing(stranger)).toBe('foreign');
  }
  expect(asked()).toBe(2);
  vi.setSystemTime(Date.now() + 10 * 60_000);
  mock?.on(DescribeAccountCommand).rejects(new AccountNotFoundException(answer));
  expect(await standing(member)).toBe('foreign');
  expect(asked()).toBe(3);
});

it('an account that is listed later is a member, whatever is kept of it', async () => {
  mock?.on(DescribeAccountCommand).rejects(new AccountNotFoundException(answer));
  expect(await (await load({ organization: true }))(stranger)).toBe('foreign');
  expect(await (await load({ organization: true, accounts: [stranger] }))(stranger)).toBe('member');
  expect(await (await load())(member)).toBe('foreign');
});
