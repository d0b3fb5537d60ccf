import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Command, exitCodes } from './command.ts';
import { UsageError } from './usage-error.ts';

const options = { port: { type: 'string' }, scenario: { type: 'string' } } as const;

const portOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError('--port', `--port ${text} is not a port: give a number from 0 to 65535`);
};

const scenarioFile = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      '--scenario',
      `--scenario ${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
};

// The embedded AWS is a test bed and part of the checkout only.
const serve = async (port: number | undefined, scenario: unknown) => {
  const [{ serveCompany }, { ScenarioError }] = await Promise.all([
    import('#infra/local/scenario/serve.ts'),
    import('#infra/local/scenario/scenario-error.ts'),
  ]);
  try {
    return await serveCompany({ port, scenario });
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError('--scenario', error.message);
    throw error;
  }
};

// Killing npm leaves its child running: whoever loses its parent would hold the port for ever.
const untilParentEnds = (): Promise<void> =>
  new Promise((resolve) => {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) end();
    }, 500);
    const end = (): void => {
      // A timer that goes on would keep the process, and the port, after Ctrl-C.
      clearInterval(watch);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  });

export const localCommand: Command = {
  usage: 'local [--port N] [--scenario FILE]',
  summary: 'serve the embedded AWS with a seeded company and print what to export',
  run: async (args) => {
    const { values } = parseArgs({ args, options });
    const port = portOf(values.port);
    const scenario = values.scenario === undefined ? undefined : await scenarioFile(values.scenario);
    const served = await serve(port, scenario);
    for (const [name, value] of Object.entries(served.environment)) {
      process.stdout.write(`export ${name}=${value}\n`);
    }
    await untilParentEnds();
    await served.close();
    return { exitCode: exitCodes.good };
  },
};
