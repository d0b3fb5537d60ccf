import { randomBytes } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const secret = randomBytes(30).toString('base64');
let out: string[];
let err: string[];

const fresh = async () => {
  vi.resetModules();
  return (await import('#lib/platform/logger.ts')).logger;
};

const only = (lines: string[]): unknown => {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
};

beforeEach(() => {
  out = [];
  err = [];
  vi.stubEnv('POWERTOOLS_DEV', undefined);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the logger', () => {
  it('writes one JSON record a line under the name of the service', async () => {
    (await fresh()).info('contained', { incidentId: 'AKIAY34FZKBOKMUTVV7A' });
    expect(only(out)).toEqual({
      level: 'INFO',
      message: 'contained',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'tourniquet',
      incidentId: 'AKIAY34FZKBOKMUTVV7A',
    });
  });

  it('redacts the message, what is added, what persists and what a child logs', async () => {
    const logger = await fresh();
    logger.appendKeys({ where: `line 3: ${secret}` });
    logger.appendPersistentKeys({ webhook: { secret: 'hook-value' } });
    const child = logger.createChild({ persistentKeys: { password: 'pass' } });
    child.warn(`got ${secret}`, { body: JSON.stringify({ token: 'tok' }), error: new Error(secret) });
    child.error(`text ${secret}`, secret);
    logger.info({ message: secret, key: secret });
    const all = [...out, ...err].join('\n');
    expect([...out, ...err]).toHaveLength(3);
    for (const hidden of [secret, 'hook-value', '"pass"', 'tok\\']) expect(all).not.toContain(hidden);
  });

  it('writes an error without its stack and without its other properties', async () => {
    const error = Object.assign(new Error('refused', { cause: new RangeError('far') }), {
      code: 'E1',
      request: 'r',
    });
    (await fresh()).error('restore failed', { error });
    expect(only(err)).toMatchObject({
      error: { name: 'Error', message: 'refused', code: 'E1', cause: { name: 'RangeError', message: 'far' } },
    });
    expect(err[0]).not.toContain('"request"');
    expect(err[0]).not.toContain('stack');
  });

  it('names the function and the request once it knows them', async () => {
    const logger = await fresh();
    logger.addContext({ functionName: 'contain', awsRequestId: 'r-1' } as Context);
    logger.info('started');
    expect(only(out)).toMatchObject({
      function_name: 'contain',
      function_request_id: 'r-1',
    });
  });

  it('leaves stdout alone once it was sent to stderr, for children too', async () => {
    const logger = await fresh();
    logger.toStderr();
    logger.info('one');
    logger.createChild().info('two');
    expect(out).toEqual([]);
    expect(err.map((line) => JSON.parse(line).message)).toEqual(['one', 'two']);
  });
});

describe('the level', () => {
  it('is taken from the setting, in any case', async () => {
    vi.stubEnv('TOURNIQUET_LOG_LEVEL', 'error');
    (await fresh()).warn('not written');
    expect([...out, ...err]).toEqual([]);
  });

  it('is INFO where the setting is a typo', async () => {
    vi.stubEnv('TOURNIQUET_LOG_LEVEL', 'EROR');
    const logger = await fresh();
    logger.debug('not written');
    logger.info('written');
    expect(only(out)).toMatchObject({ message: 'written' });
  });
});
