import { readFile } from 'node:fs/promises';
import { parseArguments } from './arguments.ts';
import { type Command, exitCodes } from './command.ts';
import { givenPath } from './given-path.ts';
import { UsageError } from './usage-error.ts';

const options = {
  port: { type: 'string', value: 'N', help: 'serve on this port; a free one without it' },
  scenario: { type: 'string', value: 'FILE', help: 'a company of your own, see docs/scenario.md' },
} as const;

const portOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError('--port', `--port ${text} is not a port: give a number from 0 to 65535`);
};

const scenarioFile = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(givenPath(path), 'utf8'));
  } catch (error) {
    throw new UsageError(
      '--scenario',
      `--scenario ${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
};

const serve = async (port: number | undefined, scenario: unknown) => {
  // The embedded AWS is a test bed and part of the checkout only: its classes are known here by name.
  const { serveCompany } = await import('#infra/local/scenario/serve.ts');
  try {
    return await serveCompany({ port, scenario });
  } catch (error) {
    throw usageOf(error, port);
  }
};

const usageOf = (error: unknown, port: number | undefined): unknown => {
  if (!(error instanceof Error)) return error;
  if (error.name === 'ScenarioError') return new UsageError('--scenario', error.message);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new UsageError('--port', `port ${port} is taken: leave --port out for a free one`);
  }
  // Ports below 1024 may be kept for the administrator.
  if (code === 'EACCES') {
    return new UsageError('--port', `port ${port} may not be opened: leave --port out for a free one`);
  }
  return error;
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
  options,
  run: async (args) => {
    const { values } = parseArguments({ args, options });
    const port = portOf(values.port);
    const scenario = values.scenario === undefined ? undefined : await scenarioFile(values.scenario);
    const served = await serve(port, scenario);
    for (const [name, value] of Object.entries(served.environment)) {
      process.stdout.write(`export ${name}=${value}\n`);
    }
    // Words for people go to stderr: what is on stdout is made for `eval`.
    process.stderr.write(
      'Serving until Ctrl-C. AWS_ACCESS_KEY_ID is the responder, LEAKED_ACCESS_KEY_ID the thief.\n',
    );
    await untilParentEnds();
    await served.close();
    return { exitCode: exitCodes.good };
  },
};
