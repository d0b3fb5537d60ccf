import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

const serveCompany = vi.hoisted(() => vi.fn());
const runDrill = vi.hoisted(() => vi.fn());
vi.mock('#infra/local/scenario/serve.ts', () => ({ serveCompany }));
vi.mock('#infra/local/drill/drill.ts', () => ({
  runDrill,
  sourceNames: ['github', 'health'],
  isSourceName: (name: string) => name === 'github' || name === 'health',
}));

const close = vi.fn(async () => {});
beforeEach(() => {
  serveCompany.mockResolvedValue({
    environment: { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://x' },
    close,
  });
});
afterEach(() => {
  vi.clearAllMocks();
  vi.useRealTimers();
});

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Lets the command serve until it waits, then does what ends it. */
const served = async (argv: string[], end: (ours: NodeJS.SignalsListener[]) => void) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const ours = () =>
    signals.flatMap((signal) => process.listeners(signal).filter((each) => !before.has(each)));
  const running = tourniquet('local', ...argv);
  const patience = performance.now() + 20_000;
  while (ours().length < 2 && performance.now() < patience) await new Promise(setImmediate);
  const listeners = ours();
  expect(listeners).toHaveLength(2);
  expect(close).not.toHaveBeenCalled();
  end(listeners);
  const answer = await running;
  for (const signal of signals) for (const listener of listeners) process.off(signal, listener);
  return answer;
};

const interrupted = (ours: NodeJS.SignalsListener[]) => ours[0]?.('SIGINT');

describe('tourniquet local', () => {
  it('prints what to export and nothing else, and closes when it is told to end', async () => {
    const { exitCode, stdout, stderr } = await served([], interrupted);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'Serving until Ctrl-C. AWS_ACCESS_KEY_ID is the responder, LEAKED_ACCESS_KEY_ID the thief.\n',
    );
    expect(stdout).toBe('export AWS_REGION=us-east-1\nexport AWS_ENDPOINT_URL=http://x\n');
    expect(close).toHaveBeenCalledOnce();
    // A timer that is left would keep the process alive after Ctrl-C.
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with its parent: killing npm would otherwise leave it behind on its port', async () => {
    const parent = process.ppid;
    await served([], () => {
      vi.advanceTimersByTime(2_000);
      expect(close).not.toHaveBeenCalled();
      vi.spyOn(process, 'ppid', 'get').mockReturnValue(parent + 1);
      vi.advanceTimersByTime(1_000);
    });
    expect(close).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('serves the port and the scenario that were asked for', async () => {
    const scenario = join(await temporaryFolder(), 'scenario.json');
    await writeFile(scenario, '{"users":[]}');
    await served(['--port', '4566', '--scenario', scenario], interrupted);
    expect(serveCompany).toHaveBeenCalledWith(
      expect.objectContaining({ port: 4566, scenario: { users: [] } }),
    );
  });

  it.each([
    ['--port', ['--port', '70000'], 'is not a port'],
    ['--port', ['--port', 'http'], 'is not a port'],
    ['--scenario', ['--scenario', '/nowhere/scenario.json'], 'cannot be read'],
  ])('refuses a wrong %s and serves nothing', async (option, argv, message) => {
    const { exitCode, stderr, stdout } = await tourniquet('local', ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(option).toBe(argv[0]);
    expect(serveCompany).not.toHaveBeenCalled();
  });

  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  it.each([
    [
      '--scenario',
      named('ScenarioError', 'scenario: region: must be a Region'),
      'scenario: region: must be a Region',
    ],
    [
      '--port',
      Object.assign(new Error('x'), { code: 'EADDRINUSE' }),
      'port 4566 is taken: leave --port out for a free one',
    ],
    [
      '--port',
      Object.assign(new Error('x'), { code: 'EACCES' }),
      'port 4566 may not be opened: leave --port out for a free one',
    ],
  ])('exits 2 when %s cannot be served, and says why', async (_, error, message) => {
    serveCompany.mockRejectedValue(error);
    const { exitCode, stdout, stderr } = await tourniquet('local', '--port', '4566');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`: ${message}\n`);
  });

  it('passes on what is no mistake of the caller', async () => {
    serveCompany.mockRejectedValue(new Error('the embedded AWS broke'));
    expect(await tourniquet('local')).toMatchObject({ exitCode: 1, stdout: '' });
  });
});

describe('tourniquet drill', () => {
  it('passes only where the drill found no problem', async () => {
    runDrill.mockImplementation(async ({ print }) => {
      print('the thief is stopped');
      return { problems: [] };
    });
    expect(await tourniquet('drill')).toEqual({ exitCode: 0, stdout: 'the thief is stopped\n', stderr: '' });
    expect(await tourniquetJson('drill')).toEqual({
      exitCode: 0,
      document: { passed: true },
      stderr: 'the thief is stopped\n',
    });
  });

  it('exits 1 and names the problems', async () => {
    runDrill.mockResolvedValue({ problems: ['the key still works', 'nobody was told'] });
    expect(await tourniquetJson('drill', '--out', 'x', '--break', 'iam:UpdateAccessKey')).toMatchObject({
      exitCode: 1,
      document: { error: { code: 'drill-failed', message: 'the key still works; nobody was told' } },
    });
    expect(runDrill).toHaveBeenCalledWith(expect.objectContaining({ breaks: 'iam:UpdateAccessKey' }));
  });

  it('is played by GitHub’s report unless another source is named', async () => {
    runDrill.mockResolvedValue({ problems: [] });
    await tourniquet('drill');
    await tourniquet('drill', '--source', 'health');
    expect(runDrill.mock.calls.slice(-2).map(([{ source }]) => source)).toEqual(['github', 'health']);
    expect(await tourniquetJson('drill', '--source', 'toString')).toMatchObject({
      exitCode: 2,
      document: { error: { field: '--source', message: '--source is one of github, health' } },
    });
  });

  it('exits 2 and names the option when the drill refuses what was asked for', async () => {
    const message = '--out x holds files that no drill has written: name a new or an empty folder';
    runDrill.mockRejectedValue(Object.assign(new Error(message), { name: 'DrillRefused', field: '--out' }));
    expect(await tourniquetJson('drill', '--out', 'x')).toEqual({
      exitCode: 2,
      document: { error: { code: 'usage', message, field: '--out' } },
      stderr: '',
    });
  });
});
