import { beforeEach, describe, expect, it } from 'vitest';
import { type FactSources, gatherFacts } from '#lib/containment/facts.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { accountId, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';

let account: ReturnType<typeof fakeAccount>;
let sources: FactSources;

beforeEach(() => {
  account = fakeAccount();
  sources = depsWith(new FileIncidentStore('unused'));
});

const refuse = async () => {
  throw new Error('no network');
};

describe('the facts about a key', () => {
  it('are its user and what stands on it', async () => {
    sources.responderArn = async () => 'arn:aws:iam::264875319082:user/admin';
    expect(await gatherFacts(signal(), sources)).toEqual({
      credential: 'long-term',
      documentation: false,
      responderArn: 'arn:aws:iam::264875319082:user/admin',
      owner: {
        kind: 'user',
        standing: {
          userName: 'deploy-bot',
          userId: account.user.id,
          arn: account.user.arn,
          keys: [{ accessKeyId: key, status: 'Active' }],
          attachedPolicies: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'],
          boundary: null,
        },
      },
    });
  });

  it('are gathered without knowing ourselves: that must not stop a containment', async () => {
    sources.responderArn = refuse;
    expect(await gatherFacts(signal(), sources)).toMatchObject({
      owner: { kind: 'user' },
      responderArn: undefined,
    });
  });

  it.each([
    ['documentation', 'AKIAIOSFODNN7EXAMPLE', { credential: 'long-term', documentation: true }],
    ['a bearer token', `ABIA${key.slice(4)}`, { credential: 'other' }],
    ['no key id at all', 'whatever', { credential: 'other' }],
  ])('of %s cost no call', async (_, accessKeyId, expected) => {
    sources.accountOfKey = refuse;
    sources.responderArn = refuse;
    expect(await gatherFacts(signal({ accessKeyId }), sources)).toMatchObject({
      ...expected,
      owner: undefined,
    });
    expect(account.mock.calls()).toHaveLength(0);
  });

  it('read the account out of the id only where STS does not answer', async () => {
    sources.accountOfKey = refuse;
    // The id itself carries account 609629065308.
    const facts = await gatherFacts(signal({ accessKeyId: 'AKIAY34FZKBOKMUTVV7A' }), sources);
    expect(facts.owner).toEqual({ kind: 'not-ours', accountId: '609629065308' });
  });

  it('never fail: what could not be learnt is undecided', async () => {
    sources.ownAccountId = refuse;
    expect((await gatherFacts(signal({ accessKeyId: otherKey }), sources)).owner).toEqual({
      kind: 'undecided',
      why: 'asking for the owner failed: Error: no network',
    });
  });
});

describe('the facts about a temporary credential', () => {
  const accessKeyId = `ASIA${key.slice(4)}`;
  it.each([
    ['of another account', async () => '999988887777', { kind: 'not-ours', accountId: '999988887777' }],
    ['of ours', async () => accountId, { kind: 'undecided', why: `account ${accountId}` }],
    ['of nobody knows', refuse, { kind: 'undecided', why: 'sts:GetAccessKeyInfo failed: Error: no network' }],
  ])('%s', async (_, accountOfKey, owner) => {
    sources.accountOfKey = accountOfKey;
    expect(await gatherFacts(signal({ accessKeyId }), sources)).toMatchObject({
      credential: 'temporary',
      owner,
    });
    expect(account.mock.calls()).toHaveLength(0);
  });
});
