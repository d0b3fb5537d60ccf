import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { keepFiles } from '#infra/local/drill/keep-files.ts';
import { setStage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { folderOf, leftBehind } from './collect.ts';
import {
  badInput,
  brokenSecrets,
  type Day,
  deadLettersOfAll,
  falseAlarm,
  githubFails,
  iamQuotes,
  secretsInAlerts,
} from './eventful-drill.ts';
import { restOfTheDay, theft } from './eventful-theft.ts';
import { findSecrets, type Recorded } from './find-secrets.ts';
import { recordInputs } from './record-inputs.ts';
import { type Holder, newHolder } from './recording.ts';
import { secretsOf } from './secrets-of.ts';
import { atTheTerminal, fromFiles } from './terminal.ts';

// Every token that the local GitHub issued, and every JWT with which the App spoke: GitHub alone knows them.
const github = vi.hoisted(() => ({ tokens: [] as string[], jwts: [] as string[] }));

vi.mock('#infra/local/github/tokens.ts', async (original) => {
  const real = await original<typeof import('#infra/local/github/tokens.ts')>();
  const issueToken: typeof real.issueToken = (...asked) => {
    const answer = real.issueToken(...asked);
    github.tokens.push((answer.body as { token: string }).token);
    return answer;
  };
  return { ...real, issueToken };
});

vi.mock('#infra/local/github/app-auth.ts', async (original) => {
  const real = await original<typeof import('#infra/local/github/app-auth.ts')>();
  const checkAppJwt: typeof real.checkAppJwt = (authorization, ...rest) => {
    github.jwts.push(authorization);
    return real.checkAppJwt(authorization, ...rest);
  };
  return { ...real, checkAppJwt };
});

const assumed = (session: string) => `arn:aws:sts::${company.accountId}:assumed-role/${session}`;
const role = (name: string) => assumed(`${name}/${name}`);

const soughtAtLeast = [
  'the secret key of deploy-bot',
  'the secret key of incident-responder',
  `the token of a session of arn:aws:iam::${company.accountId}:user/ci/deploy-bot`,
  `the token of a session of arn:aws:sts::${company.accountId}:federated-user/support`,
  ...['deployment/night-shift', 'backup/sync'].map(
    (session) => `the token of a session of ${assumed(session)}`,
  ),
  'a secret key that the thief took',
  'a token that the thief took',
  'a password that the thief set',
  `the secret key of a session of ${role('tourniquet-contain')}`,
  `the token of a session of ${role('tourniquet-receive-webhook')}`,
  'the webhook secret',
  'the private key of the App',
  'a token of an installation',
  'the signature of a JWT',
];

const recordedAtLeast = [
  ...[202, 400, 401, 503].map((status) => `the answer ${status} to a webhook`),
  ...['contain', 'restore'].map((name) => `the answer of tourniquet-${name}`),
  ...['contain', 'restore', 'investigate', 'receive-webhook', 'revoke-sessions'].map(
    (name) => `the log of tourniquet-${name}`,
  ),
  'sqs:SendMessage by tourniquet-receive-webhook',
  'sqs:SendMessage by tourniquet-contain',
  // Lambda writes an event that failed three times under the role of its function.
  'sqs:SendMessage by tourniquet-investigate',
  'dynamodb:UpdateItem by tourniquet-contain',
  'sns:Publish by tourniquet-investigate',
  'lambda:CheckpointDurableExecution by tourniquet-investigate',
  'lambda:Invoke by tourniquet-contain',
  'a message of tourniquet-signals-dead-letters',
  ...['SUCCEEDED', 'FAILED'].map((status) => `the history of an investigation that is ${status}`),
  'the table',
  'a mail',
  'stdout of contain',
  'stderr of restore',
  'stdout of investigate',
  'the file tourniquet-contain.log',
];

test('no secret is kept anywhere by a day with leaks, thieves, failures and careless people', async () => {
  const webhookSecret = randomBytes(32).toString('hex');
  const stage = await setStage(company, { webhookSecret, propagationDelay: 4_000, trailDelay: 60_000 });
  const folder = await mkdtemp(join(tmpdir(), 'tourniquet-secrets-'));
  const sent = recordInputs(stage.aws);
  const answers: Recorded[] = [];
  const day: Day = { stage, webhookSecret, answered: (answer) => void answers.push(answer) };
  const keyOf = async () => (await newHolder(stage)).key;
  // Where a secret is all letters and digits it may pass for a name or an id, elsewhere it breaks them.
  const holderWith = async (form: RegExp): Promise<Holder> => {
    const holder = await newHolder(stage);
    return form.test(holder.key.secretAccessKey) ? holder : holderWith(form);
  };

  const thief = await theft(day);
  const falselyAccused = await holderWith(/^\w+$/);
  await secretsInAlerts(day, [await keyOf(), await keyOf()]);
  await githubFails(day, await keyOf());
  const ofContain = [...stage.aws.iam.state.sessions.values()].filter(
    ({ caller }) => caller.roleName === 'tourniquet-contain',
  );
  await iamQuotes(day, await keyOf(), ofContain.at(-1)?.sessionToken ?? '');
  await falseAlarm(day, falselyAccused.userName, falselyAccused.key);
  const pasted = [thief.sessions[0]?.sessionToken ?? '', stage.github.app.privateKey, github.tokens[0] ?? ''];
  for (const form of [/^\w+$/, /[+/]/]) await badInput(day, (await holderWith(form)).key, pasted);
  await deadLettersOfAll(day);
  await brokenSecrets(day, stage.github.app.privateKey);
  const runs = await atTheTerminal(day, await holderWith(/^\w+$/), join(folder, 'state'));
  await restOfTheDay(day);
  const read = await fromFiles(day, join(folder, 'investigation'));
  await keepFiles(stage, join(folder, '.drill'));

  const incidents = await stage.incidents();
  const trail = JSON.stringify(stage.aws.trail.records());
  const texts = [...sent, ...answers, ...(await leftBehind(stage)), ...(await folderOf(folder))];
  const secrets = await secretsOf(stage, thief, webhookSecret, github);
  await stage.close();
  await rm(folder, { recursive: true });

  // The day was as eventful as it was meant to be: where nothing was recorded nothing can be found.
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 2, 2, 2, 1, 2]);
  expect(read).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('federation-token') });
  const statuses = new Set(incidents.map(({ status }) => status));
  expect(statuses).toEqual(new Set(['contained', 'restored', 'not-contained']));
  expect(texts.map(({ where }) => where)).toEqual(expect.arrayContaining(recordedAtLeast));
  expect(texts.some(({ where }) => /^the file \d+-.+\.txt$/.test(where))).toBe(true);
  expect(secrets.map(({ name }) => name)).toEqual(expect.arrayContaining(soughtAtLeast));
  expect(secrets.filter(({ value }) => value.length < 40)).toEqual([]);
  // The investigation has read the records that hold the tokens of the thief's sessions, and a step of it has failed.
  const [{ sessionToken } = { sessionToken: 'none' }] = thief.sessions;
  expect(trail).toContain(sessionToken);
  const checkpoints = texts.filter(({ where }) => /^lambda:Checkpoint/.test(where)).map(({ text }) => text);
  expect(checkpoints.join('\n')).toMatch(/SignatureDoesNotMatch/);
  const mails = texts.filter(({ where }) => where === 'a mail').map(({ text }) => text);
  expect(mails.join('\n')).toMatch(/stopped .* key of user support-/);
  expect(mails.join('\n')).toMatch(/federation token of federated user support/);

  // One more, planted, shows that it would be found among all this.
  const planted = {
    where: 'planted',
    text: Buffer.from(`x${stage.leakedKey.secretAccessKey}`).toString('base64'),
  };
  expect(findSecrets(secrets, [...texts, planted])).toEqual([
    { secret: 'the secret key of deploy-bot', where: 'planted', as: 'base64' },
  ]);
}, 240_000);
