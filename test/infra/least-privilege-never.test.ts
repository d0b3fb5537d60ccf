import { beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '#infra/cloud/synthesize.ts';
import type { PolicyDocument } from '#infra/local/contract.ts';
import { evaluate } from '#infra/local/policy/evaluate.ts';
import type { NamedPolicy } from '#infra/local/policy/model.ts';
import { policiesFrom, settings } from './privileges/everything-deployed.ts';
import { expectedOf } from './privileges/questions/expected.ts';
import { never } from './privileges/questions/never.ts';
import type { Question } from './privileges/questions/question.ts';
import { statedExceptions } from './privileges/questions/stated-exceptions.ts';
import { deployment, everything, home, madeIn, member, rolesOf } from './templates/member-account.ts';

interface Role {
  name: string;
  accountId: string;
  document: PolicyDocument;
}

/** A role that trusts the account of whoever asks: then it is for that account's policies to say who may be it. */
const trusting = (accountId: string): NamedPolicy => ({
  name: 'trust policy',
  kind: 'trust',
  document: {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:*' },
  },
});

/** By its role's own policy alone: what others would allow by theirs is not ours to say. */
const may = ({ name, accountId, document }: Role, { action, on, context = {} }: Question): boolean => {
  const principal = {
    kind: 'role-session',
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/session`,
    accountId,
    roleArn: `arn:aws:iam::${accountId}:role/${name}`,
  } as const;
  const asks = { action, resource: on, principal, resourceAccountId: accountId, context };
  const identity = [{ name: 'grants', kind: 'identity', document } as const];
  const { decision } = evaluate(asks, {
    identity,
    ...(action.startsWith('sts:') && { resource: trusting(accountId) }),
  });
  return decision === 'allowed';
};

const homeRoles = async (changes: object): Promise<Role[]> => {
  const template = await synthesize(settings(changes));
  const named = {
    ...deployment,
    evidenceBucketArn: 'arn:aws:s3:::tourniquet-evidence',
    evidenceKeyArn: `arn:aws:kms:eu-central-1:${home}:key/evidence`,
  };
  return Object.entries(policiesFrom(template)(named)).map(([folder, Statement]) => ({
    name: `tourniquet-${folder}`,
    accountId: home,
    document: { Version: '2012-10-17', Statement },
  }));
};

const memberRoles = (parameters: Record<string, string>): Role[] =>
  rolesOf(madeIn(member, 'us-east-1', parameters)).map(({ name, statements }) => ({
    name,
    accountId: member,
    document: JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements })),
  }));

const all: Record<'home' | 'member', Role[]> = { home: [], member: [] };
const places = [
  ['home', home],
  ['member', member],
] as const;

beforeAll(async () => {
  all.home = await homeRoles({});
  all.member = memberRoles({
    ...everything,
    RestorableBoundaries: 'arn:aws:iam::aws:policy/PowerUserAccess',
  });
});

const who = (roles: readonly Role[], question: Question): string[] =>
  roles.filter((role) => may(role, question)).map(({ name }) => name);
const word = ({ action, on, context }: Question): string =>
  `${action} on ${on} with ${JSON.stringify(context ?? {})}`;

let asked = 0;
describe.each(places)('no role of the %s account', (place, accountId) => {
  it.each(Object.entries(never(accountId)))('may %s', (_, questions) => {
    const allowed = questions.flatMap((question) =>
      who(all[place], question).map((name) => `${name}: ${word(question)}`),
    );
    asked += questions.length * all[place].length;
    expect(questions.length).toBeGreaterThan(3);
    expect(allowed).toEqual([]);
  });

  it('but those that must be are able to contain and restore', () => {
    for (const { question, ...expected } of expectedOf(accountId))
      expect(who(all[place], question).sort(), word(question)).toEqual([...expected[place]].sort());
    console.info(`Asked ${asked} times so far what a role may not.`);
  });
});

describe('each secret is read by those that it is for alone', () => {
  it.each([
    ['webhookSecretArn', ['tourniquet-receive-webhook']],
    [
      'githubAppSecretArn',
      ['tourniquet-contain', 'tourniquet-poll-github', 'tourniquet-publish-incident', 'tourniquet-restore'],
    ],
  ] as const)('%s', (secret, readers) => {
    const question = { action: 'secretsmanager:GetSecretValue', on: deployment[secret] };
    expect(who(all.home, question).sort()).toEqual(readers);
  });
});

describe('only by exception, in roles that are named', () => {
  const cases = statedExceptions.flatMap((each) =>
    places.map((place) => [each.what, ...place, each] as const),
  );

  it.each(cases)('%s, in the %s account', (_, place, accountId, { questions, roles }) => {
    for (const question of questions(accountId))
      expect(who(all[place], question).sort(), word(question)).toEqual([...roles[place]].sort());
  });

  it('and not where it is switched off', async () => {
    const off: Record<'home' | 'member', Role[]> = {
      home: await homeRoles({ revokeSessions: false, rules: {} }),
      member: memberRoles({ RevokeSessions: 'false', RestorableBoundaries: '' }),
    };
    const switched = statedExceptions.filter(({ setting }) => setting !== undefined);
    expect(switched).toHaveLength(2);
    for (const { questions } of switched)
      for (const [place, accountId] of places)
        for (const question of questions(accountId))
          expect(who(off[place], question), word(question)).toEqual([]);
  });
});
