import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readGithubAlert } from '#lib/signal/github-alert.ts';
import { newKeyId, newSecret } from '#test/fixtures/github/generate.ts';
import { githubWorld, repository } from '#test/fixtures/github/world.ts';

const world = githubWorld();

/** Forty characters as random as a secret of AWS; without slashes, which a path may be cut at. */
const newRedactable = () => randomBytes(60).toString('base64').replaceAll(/[+/]/g, '').slice(0, 40);

describe('an alert whose secret is or holds a key id', () => {
  test('becomes a signal that says where it leaked', async () => {
    const id = newKeyId();
    const blobSha = world().github.addBlob(repository, id);
    const createdAt = new Date('2026-11-20T03:00:00Z');
    const location = { type: 'commit', path: 'config/aws.env', startLine: 3, blobSha } as const;
    const reading = await world().readAlert({
      secret: id,
      createdAt,
      publiclyLeaked: true,
      locations: [location],
    });
    expect(reading).toEqual({
      kind: 'leak',
      signals: [
        {
          id: 'github:acme/shop#1',
          source: 'github',
          certainty: 'proven',
          accessKeyId: id,
          where: 'acme/shop: config/aws.env line 3',
          url: 'https://github.com/acme/shop/security/secret-scanning/1',
          reportedAt: '2026-11-20T03:00:00.000Z',
          organization: 'acme',
          publicly: true,
          reason: 'GitHub secret scanning (aws_access_key_id), created, public, validity unknown',
        },
      ],
    });
  });

  test('costs one request for the token and one for the alert', async () => {
    await world().readAlert({ secret: newKeyId() });
    expect(world().asked()).toEqual([
      'POST /app/installations/4711/access_tokens',
      'GET /repos/acme/shop/secret-scanning/alerts/1',
    ]);
  });

  test('is read when it is base64-encoded', async () => {
    const id = newKeyId('ASIA');
    const reading = await world().readAlert({ secret: Buffer.from(id).toString('base64'), base64: true });
    expect(reading).toMatchObject({ kind: 'leak', signals: [{ accessKeyId: id }] });
  });

  test('gives one signal for each of several ids, each with an id of its own', async () => {
    const ids = [newKeyId(), newKeyId()];
    const reading = await world().readAlert({ secret: ids.join(':') });
    expect(reading.kind === 'leak' && reading.signals.map(({ id }) => id)).toEqual(
      ids.map((id) => `github:acme/shop#1:${id}`),
    );
  });

  test('never shows the secret beside the id', async () => {
    const secret = newSecret();
    const reading = await world().readAlert({ secret: `${newKeyId()}:${secret}` });
    expect(reading.kind).toBe('leak');
    expect(JSON.stringify(reading)).not.toContain(secret);
  });

  test.each(['revoked', 'wont_fix', 'used_in_tests', 'pattern_deleted'])(
    'acts though resolved as %s',
    async (why) => {
      const reading = await world().readAlert({ secret: newKeyId(), resolution: why });
      expect(reading).toMatchObject({ kind: 'leak', signals: [{ reason: expect.stringContaining(why) }] });
    },
  );

  test('does not act when it was resolved as a false positive, and tells it', async () => {
    const reading = await world().readAlert({ secret: newKeyId(), resolution: 'false_positive' });
    expect(reading).toEqual({
      kind: 'not-a-leak',
      id: 'github:acme/shop#1',
      reason: 'GitHub alert acme/shop#1 was resolved as a false positive: nothing was contained',
      tell: 'mail',
    });
  });

  test('is read when a custom pattern found it', async () => {
    const id = newKeyId();
    const reading = await world().readAlert({ secret: `aws:${id}`, secretType: 'acme_deploy_credentials' });
    expect(reading).toMatchObject({ kind: 'leak', signals: [{ accessKeyId: id }] });
  });

  test('keeps a path from breaking the lines of a mail', async () => {
    const location = {
      type: 'commit',
      path: 'a\r\nSubject: x\u202e',
      startLine: 1,
      blobSha: '0'.repeat(40),
    } as const;
    const reading = await world().readAlert({ secret: newKeyId(), locations: [location] });
    expect(reading).toMatchObject({ kind: 'leak', signals: [{ where: 'acme/shop: a Subject: x  line 1' }] });
  });
});

describe('the signal of an alert', () => {
  const found = async (repositoryName: string, path: string, secretType = 'aws_access_key_id') => {
    const { github, client } = world();
    if (repositoryName !== 'shop') github.addRepository(`acme/${repositoryName}`);
    const location = { type: 'commit', path, startLine: 1, blobSha: '0'.repeat(40) } as const;
    const seed = { secret: newKeyId(), secretType, locations: [location] };
    const number = github.addAlert(`acme/${repositoryName}`, seed);
    const ref = world().refTo(number, { repository: { owner: 'acme', name: repositoryName } });
    return JSON.stringify(await readGithubAlert(ref, client));
  };

  test.each([
    ['as it is', (secret: string) => `keys/${secret}.txt`],
    ['under a telling name', (secret: string) => `AWS_SECRET_ACCESS_KEY=${secret}`],
    ['where a long path is cut', (secret: string) => `${'folder/'.repeat(26)}${secret}`],
  ])('never shows a secret in the name of a file, %s', async (_, path) => {
    const secret = newRedactable();
    const told = await found('shop', path(secret));
    expect(told).toContain('[redacted]');
    expect(told).not.toContain(secret.slice(0, 8));
  });

  test('never shows a secret in the name of a pattern', async () => {
    const secret = newRedactable();
    const told = await found('shop', 'x', secret);
    expect(told).toContain('GitHub secret scanning ([redacted])');
    expect(told).not.toContain(secret);
  });

  test('shows the file though the name of the repository is that of a secret', async () => {
    expect(await found('token', 'config/aws.env')).toContain('acme/token: config/aws.env line 1');
  });
});

describe('an alert whose secret is no key id', () => {
  test('finds the id beside it in the file', async () => {
    const id = newKeyId();
    const reading = await world().readAlert(
      world().inFile(['# aws', `AWS_ACCESS_KEY_ID=${id}`, 'AWS_SECRET_ACCESS_KEY=…'], 3),
    );
    expect(reading).toMatchObject({
      kind: 'leak',
      signals: [{ accessKeyId: id, where: 'acme/shop: config/aws.env line 3' }],
    });
    expect(world().asked()).not.toContain('GET /repos/acme/shop/secret-scanning/alerts/1/locations');
  });

  test('finds it in a file in UTF-16, as Windows writes it', async () => {
    const id = newKeyId();
    const alert = world().inFile([], 2);
    const blobSha = world().github.addBlob(repository, Buffer.from(`\ufeffid=${id}\r\nsecret=…`, 'utf16le'));
    const reading = await world().readAlert({
      ...alert,
      locations: [{ type: 'commit', path: 'x', startLine: 2, blobSha }],
    });
    expect(reading).toMatchObject({ kind: 'leak', signals: [{ accessKeyId: id }] });
  });

  test('finds it in base64 beside a base64 secret', async () => {
    const id = newKeyId();
    const lines = ['data:', `  id: ${Buffer.from(id).toString('base64')}`, '  secret: …'];
    expect(await world().readAlert(world().inFile(lines, 3, { base64: true }))).toMatchObject({
      kind: 'leak',
      signals: [{ accessKeyId: id }],
    });
  });

  test('asks for the places where there are more, and takes what they agree on', async () => {
    const id = newKeyId();
    const one = world().inFile([`a=${id}`, 's=…'], 2);
    const two = world().inFile([`${newKeyId()}`, 's=…', `${id}`], 2);
    const wiki = { type: 'wiki_commit', details: { path: 'Home.md', blob_sha: '0'.repeat(40) } };
    const locations = [wiki, ...(two.locations ?? []), ...(one.locations ?? [])];
    expect(await world().readAlert({ ...one, locations })).toMatchObject({
      kind: 'leak',
      signals: [{ accessKeyId: id }],
    });
  });

  test('tells people when two ids are as near, and names them', async () => {
    const [a, b] = [newKeyId(), newKeyId()];
    const reading = await world().readAlert(world().inFile([a, 'secret', b], 2));
    expect(reading).toMatchObject({ kind: 'undecided', id: 'github:acme/shop#1' });
    expect(JSON.stringify(reading)).toContain(a);
    expect(JSON.stringify(reading)).toContain(b);
    expect(JSON.stringify(reading)).toContain('https://github.com/acme/shop/security/secret-scanning/1');
  });

  test('tells people when its files disagree', async () => {
    const [one, two] = [world().inFile([newKeyId(), 's'], 2), world().inFile([newKeyId(), 's'], 2)];
    const reading = await world().readAlert({
      ...one,
      locations: [...(one.locations ?? []), ...(two.locations ?? [])],
    });
    expect(reading).toMatchObject({
      kind: 'undecided',
      reason: expect.stringContaining('different key ids'),
    });
  });

  test('tells people when it stands in an issue', async () => {
    const locations = [{ type: 'issue_body', details: { issue_body_url: 'https://api.github.com/x' } }];
    const reading = await world().readAlert({
      secret: newSecret(),
      secretType: 'aws_session_token',
      locations,
    });
    expect(reading).toMatchObject({
      kind: 'undecided',
      reason: expect.stringContaining('no file'),
    });
  });

  test('tells people which permission is missing when it may not read the file', async () => {
    world().github.setInstallation({
      id: world().github.installationId,
      permissions: { secret_scanning_alerts: 'read' },
    });
    const reading = await world().readAlert(world().inFile([newKeyId(), 'secret'], 2));
    expect(reading).toMatchObject({ kind: 'undecided', reason: expect.stringContaining('"Contents: read"') });
  });

  test('does not read a file without end', async () => {
    const alert = world().inFile(['x'.repeat(5 * 1024 * 1024), newKeyId()], 2);
    expect(await world().readAlert(alert)).toMatchObject({
      kind: 'undecided',
      reason: expect.stringContaining('larger than'),
    });
  });

  test('is nobody’s business when a custom pattern found something else', async () => {
    const reading = await world().readAlert({ secret: newSecret(), secretType: 'acme_token' });
    expect(reading).toMatchObject({ kind: 'not-a-leak', id: 'github:acme/shop#1', tell: 'log' });
  });
});
