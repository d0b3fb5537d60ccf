import { afterEach, describe, expect, test } from 'vitest';
import { repository } from '#infra/local/drill/leak.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import {
  deadLetters,
  expectContained,
  expectNothingMutated,
  type Holder,
  incidentsOf,
  newHolder,
  settle,
  shareStage,
  visibilityTimeout,
  waiting,
  watch,
} from './recording.ts';
import { deliveryFor, post } from './webhooks.ts';

const shared = shareStage();

afterEach(() => shared.stage.github.clearFaults());

describe('an alert whose secret is not the plain key id', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test.for<[string, (holder: Holder) => string]>([
    ['the key id', ({ key }) => base64(key.accessKeyId)],
    ['the pair', ({ key }) => base64(`${key.accessKeyId}:${key.secretAccessKey}`)],
    [
      'a credentials file',
      ({ key }) =>
        base64(
          `[default]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
        ),
    ],
  ])('is contained when it is %s in base64', async ([, secretOf]) => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const secret = secretOf(holder);
    await stage.deliver(stage.github.addAlert(repository, { secret, base64: true }));
    await settle(stage);
    await expectContained(stage, holder);
  });

  test('is contained when it is the secret half and the key id stands beside it in the file', async () => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    const { accessKeyId, secretAccessKey } = holder.key;
    const text = `# shop\nkey: ${accessKeyId}\nsecret: ${secretAccessKey}\n`;
    const blobSha = stage.github.addBlob(repository, text);
    const alert = stage.github.addAlert(repository, {
      secret: secretAccessKey,
      secretType: 'aws_secret_access_key',
      locations: [{ type: 'commit', path: 'shop.yml', startLine: 3, blobSha }],
    });
    await stage.deliver(alert);
    await settle(stage);
    await expectContained(stage, holder);
    const [incident] = await incidentsOf(stage, holder.key);
    expect(incident?.signals).toMatchObject([{ where: 'acme/shop: shop.yml line 3' }]);
  });
});

describe("while GitHub's API fails", () => {
  const alertPath = /\/secret-scanning\/alerts\//;
  const rateLimited = { message: 'API rate limit exceeded', headers: { 'x-ratelimit-remaining': '0' } };

  test.for([
    ['answers 502', { path: alertPath, effect: { kind: 'status', status: 502 } }],
    [
      'answers 403 for its rate limit',
      { path: alertPath, effect: { kind: 'status', status: 403, ...rateLimited } },
    ],
    [
      'answers 429',
      { path: alertPath, effect: { kind: 'status', status: 429, headers: { 'retry-after': '60' } } },
    ],
    ['breaks the connection', { path: alertPath, effect: { kind: 'reset' } }],
    [
      'answers 401 to a token it has just issued',
      { path: alertPath, effect: { kind: 'status', status: 401 } },
    ],
    ['issues no token', { path: /\/access_tokens$/, effect: { kind: 'status', status: 500 } }],
  ] as const)('and %s, the message stays on the queue and is contained later', async ([, fault]) => {
    const { stage } = shared;
    const holder = await newHolder(stage);
    stage.github.revokeTokens();
    stage.github.fail(fault);
    const seen = await watch(stage, () => post(stage, deliveryFor(stage, holder, shared.webhookSecret)));
    expect(seen.answer.status).toBe(202);
    expectNothingMutated(seen);
    expect(seen).toMatchObject({ told: [], opened: [] });
    expect(waiting(stage)).toHaveLength(1);
    stage.github.clearFaults();
    await stage.aws.clock.advance(visibilityTimeout);
    await settle(stage);
    await expectContained(stage, holder);
    expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
  });
});

describe('an alert that GitHub will not show', () => {
  const refusals: [string, number, RegExp][] = [
    ['is gone', 404, /there is no such alert/],
    ['may not be read', 403, /grant it "Secret scanning alerts: read"/],
    ['belongs to a repository without secret scanning', 410, /switched off/],
  ];

  test.for(refusals)(
    'because it %s (%i) is told to people, and nothing is changed',
    async ([, status, mend]) => {
      const { stage } = shared;
      const holder = await newHolder(stage);
      const message = 'Resource not accessible by integration';
      stage.github.fail({ path: /\/secret-scanning\/alerts\//, effect: { kind: 'status', status, message } });
      const seen = await watch(stage, () => post(stage, deliveryFor(stage, holder, shared.webhookSecret)));
      expect(seen.answer.status).toBe(202);
      expectNothingMutated(seen);
      expect(seen.opened).toEqual([]);
      expect(seen.told.map(({ topic }) => topic).toSorted()).toEqual(['mail', 'pages']);
      for (const told of seen.told) {
        expect(told.subject).toMatch(/^NOT CONTAINED/);
        expect(told.message).toMatch(mend);
        expect(told.message).toMatch(/GitHub alert acme\/shop#\d+/);
        expect(told.message).toContain('Nothing was contained');
      }
      expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
    },
  );

  test('because the App was never granted it is told as well', async () => {
    const { stage } = shared;
    const id = stage.github.installationId;
    stage.github.revokeTokens();
    stage.github.addRepository('acme/closed', { installationId: id + 1 });
    stage.github.setInstallation({ id: id + 1, permissions: { contents: 'read' } });
    const number = stage.github.addAlert('acme/closed', { secret: (await newHolder(stage)).key.accessKeyId });
    const payload = stage.github.webhookPayload('acme/closed', number);
    const seen = await watch(stage, () =>
      post(stage, signedDelivery({ secret: shared.webhookSecret, payload })),
    );
    expect(seen.answer.status).toBe(202);
    expectNothingMutated(seen);
    expect(seen.told[0]?.message).toMatch(/not the permission "Secret scanning alerts: read"/);
  });
});
