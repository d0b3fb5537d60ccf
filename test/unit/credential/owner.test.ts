import {
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  IAMServiceException,
} from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { findOwner, type OwnerSources } from '#lib/credential/owner.ts';
import { accountId, fakeAccount, key, otherKey } from '#test/unit/containment/fake-account.ts';
import { idWithoutAccount, keyOf } from './key-ids.ts';

let account: ReturnType<typeof fakeAccount>;
let sources: OwnerSources;

beforeEach(() => {
  account = fakeAccount();
  sources = {
    ownAccountId: async () => accountId,
    accountOfKey: async () => accountId,
    accountStanding: async (id) => (id === accountId ? 'own' : 'foreign'),
    iamFor: async () => new IAMClient({ region: 'us-east-1' }),
  };
});

const refuse = async (): Promise<never> => {
  throw new IAMServiceException({ name: 'AccessDenied', message: 'no', $fault: 'client', $metadata: {} });
};
const asked = () => account.mock.commandCalls(GetAccessKeyLastUsedCommand).length;
const ours = { kind: 'user', standing: { userName: 'deploy-bot' } };

describe('the owner of a key', () => {
  it('is the user that the signal names, at the cost of no look-up, where the key is on it', async () => {
    expect(await findOwner({ accessKeyId: key, userName: 'deploy-bot' }, sources)).toMatchObject(ours);
    expect(asked()).toBe(0);
  });

  it('is not the user that the signal names where the key is on another', async () => {
    account.mock.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'deploy-bot' });
    expect(await findOwner({ accessKeyId: key, userName: 'innocent' }, sources)).toMatchObject(ours);
  });

  it('is the user that IAM names', async () => {
    expect(await findOwner({ accessKeyId: key }, sources)).toMatchObject(ours);
  });

  it('is not asked of STS where IAM names the user', async () => {
    account.user.keys[idWithoutAccount] = 'Active';
    sources.accountOfKey = refuse;
    sources.accountStanding = refuse;
    expect(await findOwner({ accessKeyId: idWithoutAccount }, sources)).toMatchObject(ours);
  });
});

describe('a key that no user has', () => {
  it('of another account is not ours, even where the signal names a user of ours', async () => {
    sources.accountOfKey = async () => '999988887777';
    for (const userId of [undefined, account.user.id]) {
      const question = { accessKeyId: otherKey, userName: 'deploy-bot', ...(userId && { userId }) };
      expect(await findOwner(question, sources)).toEqual({ kind: 'not-ours', accountId: '999988887777' });
    }
  });

  it('of our account is deleted, with the user that the signal names by name and unique id', async () => {
    const question = { accessKeyId: otherKey, userName: 'deploy-bot', userId: account.user.id };
    const named = await findOwner(question, sources);
    expect(named).toMatchObject({ kind: 'deleted', named: { userName: 'deploy-bot' } });
  });

  it.each([
    ['nobody is named', {}],
    ['a name is all there is: it may be made up together with the key', { userName: 'deploy-bot' }],
    ['the name was given to another since', { userName: 'deploy-bot', userId: 'AIDAT3SKF7WXYEXAMPLE9' }],
    ['the unique id is empty', { userName: 'deploy-bot', userId: '' }],
    ['the named user does not exist', { userName: 'nobody', userId: 'AIDAT3SKF7WXYEXAMPLE1' }],
  ])('of our account is deleted with nobody to deny where %s', async (_, named) => {
    const owner = await findOwner({ accessKeyId: otherKey, ...named }, sources);
    expect(owner).toEqual({ kind: 'deleted', named: undefined });
  });

  it('is deleted with the user that IAM still names: that is better than the word of a signal', async () => {
    account.mock.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'deploy-bot' });
    expect(await findOwner({ accessKeyId: otherKey }, sources)).toMatchObject({
      kind: 'deleted',
      named: { userName: 'deploy-bot' },
    });
  });

  it('and whose user is gone as well is deleted with nobody to deny', async () => {
    account.mock.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'gone' });
    expect(await findOwner({ accessKeyId: otherKey }, sources)).toEqual({
      kind: 'deleted',
      named: undefined,
    });
  });
});

describe('an owner that AWS would not tell', () => {
  it.each(['AccessDenied', 'AccessDeniedException'])(
    'after %s is undecided in our own account',
    async (name) => {
      const error = new IAMServiceException({ name, message: 'no', $fault: 'client', $metadata: {} });
      account.mock.on(GetAccessKeyLastUsedCommand).rejects(error);
      expect(await findOwner({ accessKeyId: key }, sources)).toEqual({
        kind: 'undecided',
        why: `iam:GetAccessKeyLastUsed failed: ${name}: no`,
      });
      sources.accountOfKey = async () => '999988887777';
      expect(await findOwner({ accessKeyId: key }, sources)).toMatchObject({ kind: 'not-ours' });
    },
  );

  it('is undecided where STS does not tell the account and the id does not carry it', async () => {
    sources.accountOfKey = refuse;
    expect(await findOwner({ accessKeyId: idWithoutAccount }, sources)).toEqual({
      kind: 'undecided',
      why: 'sts:GetAccessKeyInfo failed: AccessDenied: no',
    });
    const question = { accessKeyId: keyOf(accountId) };
    expect(await findOwner(question, sources)).toMatchObject({ kind: 'deleted' });
  });

  it('believes STS and not the account that the id carries', async () => {
    const question = { accessKeyId: keyOf('999988887777') };
    expect(await findOwner(question, sources)).toMatchObject({ kind: 'deleted' });
  });

  it('is a fault where IAM is throttled or down: the caller tries again', async () => {
    account.mock.on(GetAccessKeyLastUsedCommand).rejects(new Error('Throttling'));
    await expect(findOwner({ accessKeyId: key }, sources)).rejects.toThrow('Throttling');
    account.mock.on(GetUserCommand).rejects(new Error('ServiceUnavailable'));
    await expect(findOwner({ accessKeyId: key, userName: 'deploy-bot' }, sources)).rejects.toThrow(
      'Unavailable',
    );
  });
});
