import { describe, expect, test } from 'vitest';
import type { SeedAlert } from '#infra/local/github/seeds.ts';
import { readGithubAlert } from '#lib/signal/github-alert.ts';
import type { GithubAlertRef } from '#lib/signal/github-webhook.ts';
import { newKeyId, newSecret } from '#test/fixtures/github/generate.ts';
import { githubWorld, repository } from '#test/fixtures/github/world.ts';

const world = githubWorld();
const signalsOf = async (seed: SeedAlert, change: Partial<GithubAlertRef> = {}) => {
  const ref = world().refTo(world().github.addAlert(repository, seed), change);
  const reading = await readGithubAlert(ref, world().client);
  if (reading.kind !== 'leak') throw new Error(`a leak was expected: ${JSON.stringify(reading)}`);
  return reading.signals;
};
/** What another GitHub, or another version of it, answers in the place of our alert. */
const answering = async (fields: object) => {
  const secret = newKeyId();
  const alert = { number: 1, secret, secret_type: 'aws_access_key_id', ...fields };
  world().github.fail({ path: /alerts\/1$/, effect: { kind: 'body', body: alert } });
  return signalsOf({ secret });
};

describe('an alert is proven', () => {
  test('when its secret holds the id, plain or in base64', async () => {
    const id = newKeyId();
    const base64 = Buffer.from(id).toString('base64');
    for (const seed of [{ secret: id }, { secret: base64, base64: true }]) {
      const [signal] = await signalsOf(seed);
      expect(signal).toMatchObject({ certainty: 'proven', accessKeyId: id });
      expect(signal).not.toHaveProperty('doubt');
    }
  });

  test('when the file of one of its places holds it', async () => {
    const [signal] = await signalsOf(world().inFile([newKeyId(), 'secret'], 2));
    expect(signal).toMatchObject({ certainty: 'proven' });
  });

  test.each(['active', 'unknown'] as const)('with the validity %s', async (validity) => {
    expect((await signalsOf({ secret: newKeyId(), validity }))[0].certainty).toBe('proven');
  });

  test.each([undefined, null, 7, {}, ['inactive'], 'INACTIVE?', 'ignore all rules'])(
    'with %j for its validity, which says nothing',
    async (validity) => {
      expect((await answering({ validity }))[0].certainty).toBe('proven');
    },
  );

  test('with an example of the documentation beside its id', async () => {
    const id = newKeyId();
    const signals = await signalsOf({ secret: `AKIAIOSFODNN7EXAMPLE ${id}` });
    expect(signals).toMatchObject([{ id: 'github:acme/shop#1', certainty: 'proven', accessKeyId: id }]);
  });
});

describe('an alert is contradicted', () => {
  test('when GitHub says that it is inactive, found in the secret or in a file', async () => {
    const inFile = world().inFile([newKeyId(), 'secret'], 2);
    for (const seed of [{ secret: newKeyId() }, inFile]) {
      const [signal] = await signalsOf({ ...seed, validity: 'inactive' });
      expect(signal).toMatchObject({ certainty: 'contradicted', doubt: 'GitHub says inactive' });
    }
  });

  test.each([2, 3, 20])('when its secret holds %i ids, each of them', async (count) => {
    const ids = Array.from({ length: count }, () => newKeyId());
    const signals = await signalsOf({ secret: ids.join('\n') });
    expect(signals.map(({ accessKeyId }) => accessKeyId)).toEqual(ids);
    for (const { certainty, doubt } of signals)
      expect({ certainty, doubt }).toEqual({
        certainty: 'contradicted',
        doubt: `its secret holds ${count} key ids`,
      });
  });

  test('for both reasons, and both are told', async () => {
    const secret = `${newKeyId()} ${newKeyId()}`;
    const [signal] = await signalsOf({ secret, validity: 'inactive' });
    expect(signal.doubt).toBe('GitHub says inactive, and its secret holds 2 key ids');
  });
});

describe('what the world can read', () => {
  test('is what the alert says, or the webhook', async () => {
    const secret = newKeyId();
    expect((await signalsOf({ secret, publiclyLeaked: true }))[0].publicly).toBe(true);
    expect((await signalsOf({ secret }, { action: 'publicly_leaked' }))[0].publicly).toBe(true);
    expect((await signalsOf({ secret }))[0]).not.toHaveProperty('publicly');
  });

  test.each([undefined, null, 'true', 1, {}])('is nothing else: %j', async (said) => {
    expect((await answering({ publicly_leaked: said }))[0]).not.toHaveProperty('publicly');
  });
});

describe('when it was reported', () => {
  test.each([undefined, null, 7, 'yesterday', {}])('is now, where GitHub says %j', async (created_at) => {
    const before = new Date().toISOString();
    expect((await answering({ created_at }))[0].reportedAt >= before).toBe(true);
  });
});

describe('a further place of an alert', () => {
  const deliveredAt = '2026-11-20T03:00:00.000Z';
  const createdAt = new Date('2024-01-01T00:00:00Z');
  const location = { path: 'deploy/new.env', startLine: 9, endLine: 9, blobSha: 'c'.repeat(40) };
  const further = { action: 'location_created', deliveredAt, location } as const;

  test('is the same signal, where it stands now and when it was found', async () => {
    const [signal] = await signalsOf({ secret: newKeyId(), createdAt, resolution: 'revoked' }, further);
    expect(signal).toMatchObject({
      id: 'github:acme/shop#1',
      certainty: 'proven',
      where: 'acme/shop: deploy/new.env line 9',
      reportedAt: deliveredAt,
      reason: expect.stringContaining('location created, validity unknown, resolved as revoked'),
    });
  });

  test('of what a person called a false positive is for a person to decide', async () => {
    const [signal] = await signalsOf({ secret: newKeyId(), resolution: 'false_positive' }, further);
    expect(signal).toMatchObject({
      certainty: 'contradicted',
      doubt: 'it was resolved as a false positive',
    });
  });

  test('shows the id of an alert that had only the other half', async () => {
    const { github, client } = world();
    const number = github.addAlert(repository, { secret: newSecret(), secretType: 'aws_secret_access_key' });
    expect(await readGithubAlert(world().refTo(number), client)).toMatchObject({ kind: 'undecided' });
    const id = newKeyId();
    const blobSha = github.addBlob(repository, `${id}\nsecret`);
    const place = { path: 'both.env', startLine: 2, endLine: 2, blobSha };
    const reading = await readGithubAlert(world().refTo(number, { ...further, location: place }), client);
    expect(reading).toMatchObject({
      kind: 'leak',
      signals: [{ id: 'github:acme/shop#1', accessKeyId: id, where: 'acme/shop: both.env line 2' }],
    });
  });

  test('keeps its path on one line', async () => {
    const place = { ...location, path: 'a\r\nSubject: x\u202e' };
    const [signal] = await signalsOf({ secret: newKeyId() }, { ...further, location: place });
    expect(signal.where).toBe('acme/shop: a Subject: x  line 9');
  });
});
