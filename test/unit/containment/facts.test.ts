import { beforeEach, describe, expect, it } from 'vitest';
import { type FactSources, gatherFacts } from '#lib/containment/facts.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { defaultRules, parseRules } from '#lib/platform/rules.ts';
import { accountId, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';
import { fakeRole } from './fake-role.ts';

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
    expect(await gatherFacts(signal(), sources, defaultRules())).toEqual({
      credential: 'long-term',
      documentation: false,
      wholeRole: false,
      responderArn: 'arn:aws:iam::264875319082:user/admin',
      owner: {
        kind: 'user',
        standing: {
          kind: 'user',
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
    expect(await gatherFacts(signal(), sources, defaultRules())).toMatchObject({
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
    expect(await gatherFacts(signal({ accessKeyId }), sources, defaultRules())).toMatchObject({
      ...expected,
      owner: undefined,
    });
    expect(account.mock.calls()).toHaveLength(0);
  });

  it('read the account out of the id only where STS does not answer', async () => {
    sources.accountOfKey = refuse;
    // The id itself carries account 609629065308.
    const facts = await gatherFacts(signal({ accessKeyId: 'AKIAY34FZKBOKMUTVV7A' }), sources, defaultRules());
    expect(facts.owner).toEqual({ kind: 'not-ours', accountId: '609629065308' });
  });

  it('never fail: what could not be learnt is undecided', async () => {
    sources.ownAccountId = refuse;
    expect((await gatherFacts(signal({ accessKeyId: otherKey }), sources, defaultRules())).owner).toEqual({
      kind: 'undecided',
      why: 'asking for the owner failed: Error: no network',
    });
  });
});

describe('the facts about a session of a role', () => {
  const session = { roleName: 'build', sessionName: 'ci-42' };
  const leak = signal({ accessKeyId: `ASIA${key.slice(4)}`, session });
  const rules = (...wholeRoles: string[]) => parseRules({ wholeRoles });
  const fits = `arn:aws:iam::*:role/*build`;

  it.each([
    ['nobody says so', leak, defaultRules(), false],
    ['a rule lists the role', leak, rules('arn:aws:iam::*:role/x', fits), true],
    ['a rule lists another role', leak, rules('arn:aws:iam::*:role/build-*'), false],
    ['a person says so', { ...leak, override: ['whole-role' as const] }, defaultRules(), true],
    ['a person says something else', { ...leak, override: ['protected' as const] }, defaultRules(), false],
  ])('say whether the whole role may be denied where %s', async (_, reported, decided, wholeRole) => {
    fakeRole(account.mock);
    expect(await gatherFacts(reported, sources, decided)).toMatchObject({
      credential: 'temporary',
      owner: { kind: 'role-session', sessionName: 'ci-42', standing: { roleName: 'build' } },
      wholeRole,
    });
  });

  it('do not take a rule about roles for one about users', async () => {
    const facts = await gatherFacts(signal({ override: ['whole-role'] }), sources, rules(fits));
    expect(facts).toMatchObject({ owner: { kind: 'user' }, wholeRole: false });
  });
});

describe('the facts that a mere claim names', () => {
  const session = { roleName: 'build', sessionName: 'ci-42' };
  const temporary = { accessKeyId: `ASIA${key.slice(4)}`, source: 'scanner' } as const;

  it.each([
    ['whose session it is', { ...temporary, session }],
    ['whose user it is', { ...temporary, userName: 'deploy-bot' }],
    ['that it is the root user’s', { ...temporary, root: true as const }],
  ])('are not believed of a temporary credential, which no API contradicts: %s', async (_, over) => {
    fakeRole(account.mock);
    const { owner } = await gatherFacts(signal(over), sources, defaultRules());
    expect(owner).toEqual({ kind: 'unknown', accountId });
  });

  it('are believed of a person who contains by hand', async () => {
    fakeRole(account.mock);
    const byHand = signal({ ...temporary, source: 'manual', session });
    const { owner } = await gatherFacts(byHand, sources, defaultRules());
    expect(owner?.kind).toBe('role-session');
  });

  it('are a user’s name at most of a long-term key: ListAccessKeys must show the key there', async () => {
    account.user.keys = {};
    const gone = signal({ source: 'scanner', userName: 'deploy-bot', userId: account.user.id });
    const { owner } = await gatherFacts(gone, sources, defaultRules());
    expect(owner).toEqual({ kind: 'deleted', named: undefined });
  });
});

describe('the facts about a user of whom no key is named', () => {
  const { accessKeyId: _, ...named } = signal({
    userName: 'deploy-bot',
    accountId,
    source: 'quarantine',
    certainty: 'proven',
  });

  it('are the user and its keys', async () => {
    expect(await gatherFacts(named, sources, defaultRules())).toMatchObject({
      credential: 'none',
      owner: { kind: 'user-only', standing: { userName: 'deploy-bot', keys: [{ accessKeyId: key }] } },
    });
  });
});

describe('the facts about a temporary credential', () => {
  const accessKeyId = `ASIA${key.slice(4)}`;
  it.each([
    ['of another account', async () => '999988887777', { kind: 'not-ours', accountId: '999988887777' }],
    ['of ours, whose owner no API tells', async () => accountId, { kind: 'unknown', accountId }],
    ['of nobody knows', refuse, { kind: 'undecided', why: 'asking for the owner failed: Error: no network' }],
  ])('%s', async (_, accountOfKey, owner) => {
    sources.accountOfKey = accountOfKey;
    expect(await gatherFacts(signal({ accessKeyId }), sources, defaultRules())).toMatchObject({
      credential: 'temporary',
      owner,
    });
    expect(account.mock.calls()).toHaveLength(0);
  });
});
