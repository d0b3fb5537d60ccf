import { gzipSync } from 'node:zlib';
import type { KeyPair } from '#infra/local/clients.ts';
import { guardDutyFinding, leak, repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { Effect } from '#infra/local/faults.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { company } from '#infra/local/scenario/company.ts';
import type { Recorded } from './find-secrets.ts';
import { containFunction, settle, visibilityTimeout } from './recording.ts';

/** What an eventful day needs: the stage, who is told of what was answered, and secrets to be careless with. */
export interface Day {
  stage: Stage;
  webhookSecret: string;
  answered(answer: Recorded): void;
}

const { accountId, region } = company;

/** Posts a webhook and keeps what was answered. */
export const post = async ({ stage, answered }: Day, payload: unknown, secret: string): Promise<void> => {
  const { headers, body } = signedDelivery({ secret, payload });
  const response = await fetch(stage.deployed.webhookUrl, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  const text = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
  answered({ where: `the answer ${response.status} to a webhook`, text });
};

/** Invokes a function and keeps what it answered. */
export const invoke = async ({ stage, answered }: Day, name: string, event: unknown): Promise<void> => {
  const { payload } = await stage.aws.host.invoke(name, event);
  answered({ where: `the answer of ${name}`, text: payload });
};

/** Alerts whose answer from GitHub holds the secret key itself, in each way in which it may. */
export const secretsInAlerts = async ({ stage }: Day, keys: readonly [KeyPair, KeyPair]): Promise<void> => {
  const [first, second] = keys;
  const pair = ({ accessKeyId, secretAccessKey }: KeyPair) => `${accessKeyId}:${secretAccessKey}`;
  const blobSha = stage.github.addBlob(repository, pair(first));
  const place = { type: 'commit' as const, path: 'ci.yml', startLine: 1, blobSha };
  const { secretAccessKey: secret } = first;
  await stage.deliver(
    stage.github.addAlert(repository, { secret, secretType: 'aws_secret_access_key', locations: [place] }),
  );
  const encoded = Buffer.from(pair(second)).toString('base64');
  await stage.deliver(stage.github.addAlert(repository, { secret: encoded, base64: true }));
  await settle(stage);
};

/** GitHub fails, and its answers quote what they should not. */
export const githubFails = async ({ stage }: Day, { secretAccessKey }: KeyPair): Promise<void> => {
  const path = /\/secret-scanning\/alerts\//;
  const alert = leak(stage.github, stage.leakedKey);
  const quoting = [
    { kind: 'status', status: 502, message: `upstream failed: ${secretAccessKey}` },
    { kind: 'body', body: { secret: secretAccessKey, secret_type: 7 } },
    { kind: 'body', body: secretAccessKey },
    { kind: 'status', status: 404, message: secretAccessKey },
  ] as const;
  for (const effect of quoting) {
    stage.github.fail({ path, times: 1, effect });
    await stage.deliver(alert);
    await stage.aws.host.idle();
  }
  stage.github.fail({ path: /access_tokens$/, times: 1, effect: { kind: 'reset' } });
  stage.github.revokeTokens();
  await stage.deliver(alert);
  await stage.aws.clock.advance(visibilityTimeout);
  await settle(stage);
};

/** AWS refuses and quotes the request, as it does for a signature that does not match. */
export const quoting = (token: string): Effect => {
  const message = `The Canonical String for this request should have been 'POST\n/\n\nx-amz-security-token:${token}\n'`;
  return { kind: 'error', status: 403, code: 'SignatureDoesNotMatch', message };
};

/** IAM refuses and quotes a token of ours. */
export const iamQuotes = async (day: Day, { accessKeyId }: KeyPair, quoted: string): Promise<void> => {
  const { aws } = day.stage;
  const effect = quoting(quoted);
  const faults = ['UpdateAccessKey', 'AttachUserPolicy'].map((operation) =>
    aws.faults.inject({ service: 'iam', operation, effect }),
  );
  await invoke(day, containFunction, { accessKeyId });
  for (const fault of faults) fault.remove();
  const unreadable = aws.faults.inject({ service: 'iam', operation: 'GetAccessKeyLastUsed', effect });
  await invoke(day, containFunction, { accessKeyId: `${accessKeyId.slice(0, -4)}2345` });
  unreadable.remove();
  await settle(day.stage);
};

/** A false alarm that is taken back, and restores that are refused. */
export const falseAlarm = async (day: Day, userName: string, { accessKeyId, secretAccessKey }: KeyPair) => {
  const { stage } = day;
  const finding = guardDutyFinding(accountId, region, { accessKeyId, userName }, stage.aws.clock.now());
  stage.aws.events.emit(accountId, region, finding);
  await settle(stage);
  await invoke(day, 'tourniquet-restore', { accessKeyId, reason: `false alarm ${secretAccessKey}` });
  await invoke(day, 'tourniquet-restore', { incidentId: secretAccessKey });
  await invoke(day, 'tourniquet-restore', { incidentId: `${accessKeyId}-1`, [secretAccessKey]: true });
  await settle(stage);
};

/** Everything that people and programs may put where it does not belong. */
export const badInput = async (day: Day, key: KeyPair, others: readonly string[]): Promise<void> => {
  const { stage, webhookSecret } = day;
  const { accessKeyId, secretAccessKey: secret } = key;
  const base64 = Buffer.from(JSON.stringify(key)).toString('base64');
  const bodies = [
    `${accessKeyId}\n${secret}\n`,
    `export AWS_SECRET_ACCESS_KEY=${encodeURIComponent(secret)}`,
    JSON.stringify({ kind: 'nonsense', message: JSON.stringify(key), [secret]: 1 }),
    JSON.stringify([base64, Buffer.from(secret).toString('hex'), gzipSync(secret).toString('base64')]),
    JSON.stringify({ source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding', detail: { id: secret } }),
    ...others.map((other) => JSON.stringify({ note: other, password: other })),
    JSON.stringify({ webhookSecret }),
  ];
  for (const body of bodies) stage.aws.sqs.send(stage.deployed.signalsQueueArn, body);
  const genuine = stage.github.webhookPayload(repository, leak(stage.github, key));
  await post(day, genuine, 'guessed');
  await post(day, { ...genuine, secret }, 'guessed');
  await post(day, { ...genuine, action: secret }, webhookSecret);
  await post(day, { ...genuine, alert: { ...genuine.alert, number: secret } }, webhookSecret);
  await post(day, { ...genuine, repository: { ...genuine.repository, name: `${secret}/` } }, webhookSecret);
  await post(day, `{"secret":"${secret}`, webhookSecret);
  for (const event of [
    { accessKeyId: secret },
    { accessKeyId, [secret]: true },
    { accessKeyId, reason: [secret] },
    { accessKeyId, dryRun: true, reason: `found ${accessKeyId} with ${secret}` },
    { accessKeyId, reason: `AWS_SECRET_ACCESS_KEY=${secret} in ${base64}` },
  ]) {
    await invoke(day, containFunction, event);
  }
  await settle(stage);
};

/** Events and messages that fail until they are dead letters, by Lambda and by SQS. */
export const deadLettersOfAll = async ({ stage }: Day): Promise<void> => {
  const { aws, github } = stage;
  aws.host.submit('tourniquet-investigate:live', { incidentId: 5 });
  github.fail({ path: /\/secret-scanning\//, effect: { kind: 'status', status: 500 } });
  await stage.deliver(leak(github, stage.leakedKey));
  for (let received = 0; received < 6; received++) {
    await aws.host.idle();
    await aws.clock.advance(visibilityTimeout);
  }
  github.clearFaults();
  await settle(stage);
};

/** The stored secrets are not in the form in which they must be. */
export const brokenSecrets = async (day: Day, privateKey: string): Promise<void> => {
  const { stage, webhookSecret } = day;
  const { aws, github } = stage;
  const put = (name: string, value: string) => aws.secrets.put(aws.home, `tourniquet/${name}`, value);
  const untilReadAgain = () => aws.clock.advance(301_000);
  put('webhook', webhookSecret);
  put('github-app', privateKey);
  await untilReadAgain();
  const payload = github.webhookPayload(repository, leak(github, stage.leakedKey));
  await post(day, payload, webhookSecret);
  put('webhook', JSON.stringify({ current: webhookSecret }));
  await untilReadAgain();
  await post(day, payload, webhookSecret);
  await settle(stage);
  put('github-app', JSON.stringify({ ...github.app, privateKey: privateKey.replaceAll('A', 'B') }));
  await untilReadAgain();
  await post(day, payload, webhookSecret);
  await settle(stage);
  put('github-app', JSON.stringify(github.app));
  await untilReadAgain();
};
