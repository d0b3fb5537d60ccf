import { describe, expect, it } from 'vitest';
import { startCoverage } from '#lib/investigation/coverage.ts';
import type { Common, Door } from '#lib/investigation/lineage/door.ts';
import type { Known } from '#lib/investigation/lineage/known.ts';
import { globalRegionOf, Lookups } from '#lib/investigation/lookups.ts';
import type { Answer } from '#lib/investigation/trail.ts';
import { abroad, roleArn, sessionArn, userArn, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { first, leaked, second } from './lineage.ts';

const regions = ['eu-west-1', 'us-east-1'];
const known = (id: string): Known => ({
  id,
  kind: 'role-session',
  principal: null,
  accountId: victim,
  issuedBy: leaked,
  via: 'AssumeRole',
  issuedAt: 0,
  linkCertain: true,
  why: '',
});
const common: Common = {
  key: 'key',
  openedBy: leaked,
  via: 'CreateRole',
  at: 0,
  from: abroad,
  accountId: victim,
};
const all = () => true;

/** The questions in short: `AccessKeyId AKIA… in eu-west-1, us-east-1`. */
const asked = (lookups: Lookups, ...what: [Known[], Door[]?, ((id: string) => boolean)?]): string[] =>
  lookups
    .next(what[0], what[1] ?? [], what[2] ?? all)
    .map(({ attribute: { key, value }, regions: where }) => `${key} ${value} in ${where.join(', ')}`);
const everywhere = 'in eu-west-1, us-east-1';

describe('a credential', () => {
  it('is asked for by its id in every Region, once', () => {
    const lookups = new Lookups(regions);
    expect(asked(lookups, [known(leaked), known(first)])).toEqual([
      `AccessKeyId ${leaked} ${everywhere}`,
      `AccessKeyId ${first} ${everywhere}`,
    ]);
    expect(asked(lookups, [known(leaked), known(first), known(second)])).toEqual([
      `AccessKeyId ${second} ${everywhere}`,
    ]);
    expect(asked(lookups, [known(leaked), known(second)])).toEqual([]);
  });

  it('is not asked for without a key id, nor where it is not wanted, until it is', () => {
    const lookups = new Lookups(regions);
    const ids = [known('console-session:x'), known('login-profile:y'), known('ACCA1'), known(first)];
    expect(asked(lookups, ids, [], () => false)).toEqual([]);
    expect(lookups.leftOut(ids).size).toBe(1);
    expect(asked(lookups, ids)).toEqual([`AccessKeyId ${first} ${everywhere}`]);
    expect(lookups.leftOut(ids).size).toBe(0);
  });
});

describe('the name of a role session', () => {
  const named = (more: Partial<Known> = {}): Known => ({ ...known(first), sessionName: 'deploy-7', ...more });

  it('is asked for everywhere, once: who else goes by it would be stopped with it', () => {
    const lookups = new Lookups(regions);
    const sessions = [named(), { ...named(), id: second }];
    expect(asked(lookups, sessions)).toEqual([
      `AccessKeyId ${first} ${everywhere}`,
      `AccessKeyId ${second} ${everywhere}`,
      `Username deploy-7 ${everywhere}`,
    ]);
    expect(asked(lookups, sessions)).toEqual([]);
  });

  const answer = (more: Partial<Answer> = {}): Answer => ({
    ...startCoverage('eu-west-1', 'lookup-events'),
    complete: true,
    ...more,
  });

  it.each<[boolean, string, Answer[]]>([
    [true, 'answered', [answer(), answer()]],
    [true, 'answered, but where nobody may ask', [answer(), answer({ complete: false, refused: true })]],
    [false, 'not answered to the end', [answer(), answer({ complete: false })]],
  ])('is known: %s, when it was %s', (isKnown, _, answers) => {
    const lookups = new Lookups(regions);
    const question = lookups.next([named()], [], all).find(({ attribute: { key } }) => key === 'Username');
    expect(question).toMatchObject({ lately: true });
    expect(lookups.knows('deploy-7')).toBe(false);
    if (question) lookups.answered(question, answers);
    expect(lookups.knows('deploy-7')).toBe(isKnown);
    expect(lookups.knows('another')).toBe(false);
  });

  it.each<[string, Known, (id: string) => boolean]>([
    ['of the leaked session itself', named({ issuedBy: null }), all],
    ['of what the workload issued', named(), () => false],
    ['of what is no role session', named({ kind: 'session-token' }), all],
    ['where there is none', named({ sessionName: '' }), all],
  ])('is not asked for %s', (_, session, wanted) => {
    const questions = asked(new Lookups(regions), [session], [], wanted);
    expect(questions.filter((question) => question.startsWith('Username'))).toEqual([]);
  });
});

describe('a door', () => {
  const password: Door = {
    ...common,
    kind: 'login-profile',
    userName: 'boss',
    userArn: userArn('boss'),
    madeUser: false,
  };
  const compute: Door = {
    ...common,
    kind: 'compute',
    service: 'ec2.amazonaws.com',
    sessionName: 'i-0abc',
    role: null,
    region: 'eu-west-1',
    made: true,
  };

  it('of a user: who changed it is asked where IAM stands, and only then who signed in', () => {
    const made: Door = { ...common, kind: 'user', userName: 'boss', userArn: userArn('boss') };
    for (const doors of [[password], [made], [password, made]]) {
      const lookups = new Lookups(regions);
      expect(asked(lookups, [], doors)).toEqual(['ResourceName boss in us-east-1']);
      expect(asked(lookups, [], doors)).toEqual([`Username boss ${everywhere}`]);
      expect(asked(lookups, [], doors)).toEqual([]);
    }
  });

  it('that is found later is asked for again: what came in by it was passed over', () => {
    const made: Door = { ...common, key: 'user', kind: 'user', userName: 'boss', userArn: userArn('boss') };
    const lookups = new Lookups(regions);
    asked(lookups, [], [made]);
    expect(asked(lookups, [], [made])).toEqual([`Username boss ${everywhere}`]);
    const later = { ...password, key: 'login-profile' };
    expect(asked(lookups, [], [made, later])).toEqual([`Username boss ${everywhere}`]);
    expect(asked(lookups, [], [made, later])).toEqual([]);
  });

  it('is asked for once together with others, and where each of them stands', () => {
    const lookups = new Lookups(regions);
    const named: Door = { ...compute, key: 'compute', sessionName: 'boss' };
    expect(asked(lookups, [], [{ ...password, key: 'login-profile' }, named])).toEqual([
      'ResourceName boss in us-east-1',
      `Username boss ${everywhere}`,
      'ResourceName boss in eu-west-1',
    ]);
  });

  it('and the name of a session that came in by it are one question', () => {
    const inside: Known = { ...known(first), sessionName: 'i-0abc' };
    const lookups = new Lookups(regions);
    const questions = [`Username i-0abc ${everywhere}`, 'ResourceName i-0abc in eu-west-1'];
    expect(asked(lookups, [], [compute])).toEqual(questions);
    expect(asked(lookups, [inside], [compute])).toEqual([`AccessKeyId ${first} ${everywhere}`]);
  });

  it.each<[string, Door, string[]]>([
    [
      'a sign-in token: by the name of its session',
      { ...common, kind: 'signin-token', sessionArn: sessionArn('deploy', 'a') },
      [`Username a ${everywhere}`],
    ],
    [
      'compute: by the name of its sessions, and by who ended it, where it stands',
      compute,
      [`Username i-0abc ${everywhere}`, 'ResourceName i-0abc in eu-west-1'],
    ],
    [
      'compute in a Region that is not among them: everywhere',
      { ...compute, region: 'unknown' },
      [`Username i-0abc ${everywhere}`, `ResourceName i-0abc ${everywhere}`],
    ],
    [
      'an instance that was reached: by the name of its sessions',
      { ...common, kind: 'reached', sessionName: 'i-0abc', ip: abroad.ip },
      [`Username i-0abc ${everywhere}`],
    ],
    [
      'a role: by its ARN',
      { ...common, kind: 'role', roleName: 'helper', roleArn: roleArn('helper'), made: true },
      [`ResourceName ${roleArn('helper')} ${everywhere}`],
    ],
    [
      'a provider: by its ARN',
      { ...common, kind: 'provider', arn: `arn:aws:iam::${victim}:saml-provider/x` },
      [`ResourceName arn:aws:iam::${victim}:saml-provider/x ${everywhere}`],
    ],
  ])('of %s', (_, door, questions) => {
    const lookups = new Lookups(regions);
    expect(asked(lookups, [], [door])).toEqual(questions);
    expect(asked(lookups, [], [door])).toEqual([]);
  });
});

describe("IAM's events stand", () => {
  it.each([
    ['us-east-1', ['eu-west-1', 'us-east-1'], ['us-east-1']],
    ['cn-north-1', ['cn-north-1', 'cn-northwest-1'], ['cn-north-1']],
    ['us-gov-west-1', ['us-gov-east-1', 'us-gov-west-1'], ['us-gov-west-1']],
    [
      'anywhere, where their own Region is not among them',
      ['eu-west-1', 'eu-west-2'],
      ['eu-west-1', 'eu-west-2'],
    ],
    ['nowhere, where there are no Regions', [], []],
  ])('in %s', (_, among, where) => {
    expect(globalRegionOf(among)).toEqual(where);
  });
});
