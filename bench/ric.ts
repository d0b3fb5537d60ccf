import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { durableAlias, durableOf } from '#infra/deployed/durable.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { type SandboxOptions, startSandbox } from '#infra/local/host/sandbox.ts';
import { setTheStage } from '#test/drill/helpers.ts';
import { installedRic, ricVersion } from '#test/ric/install-ric.ts';
import { bundle, bundleOf } from './cold-start.ts';
import { median } from './median.ts';
import { firstEvents } from './ric/first-events.ts';
import { newSubject, type Subject, startOnce } from './ric/subject.ts';

const rounds = 15;
// `restore` undoes what `contain` did before it in the same round.
const order = ['contain', 'restore', 'receive-webhook', 'poll-github', 'remind'];

type Started = Map<string, SandboxOptions>;

/** Has every function started once, which shows its environment and a session of its role. */
const startAll = async ({ aws: { host }, deployed }: Stage, started: Started): Promise<void> => {
  for (const [folder, name] of Object.entries(deployed.functionNames)) {
    // Nobody can wait for a durable function whose execution may last longer than 15 minutes.
    if (await durableOf(folder)) host.submit(`${name}:${durableAlias}`, {});
    else await host.invoke(name, {});
    await host.idle();
    if (!started.has(name)) throw new Error(`${name} was not started`);
  }
};

/** A handler that only builds the clients of `contain`, in its place; its one call is refused, which is an answer. */
const bareSubject = (output: string, contain: SandboxOptions): Subject =>
  newSubject('bare handler', bundleOf(output, 'bare').entry, contain, {
    make: async () => ({}),
    isDone: async () => true,
  });

const subjectsOf = (stage: Stage, started: Started, webhookSecret: string): Subject[] => {
  const { functionNames } = stage.deployed;
  const events = firstEvents(stage, webhookSecret);
  return [...new Set([...order, ...Object.keys(functionNames)])].flatMap((name) => {
    const options = started.get(functionNames[name] ?? '');
    return options ? [newSubject(name, options.fn.entry, options, events[name])] : [];
  });
};

const line = ({ name, init, first, keyOff }: Subject, bare: Subject): string => {
  const part = (what: string, times: number[], bares: number[]): string =>
    times.length > 0
      ? `${what} ${(median(times) / median(bares)).toFixed(2)} x (${median(times).toFixed(0)} ms)  `
      : '';
  const parts = [
    part('init', init, bare.init).padEnd(24),
    part('first answer', first, bare.first),
    part('key off', name === 'contain' ? keyOff : [], bare.first),
  ];
  return `  ${name.padEnd(18)}${parts.join('')}`.trimEnd();
};

const measured = async (ric: string, output: string): Promise<string[]> => {
  const started: Started = new Map();
  const webhookSecret = randomBytes(32).toString('hex');
  const stage = await setTheStage({
    webhookSecret,
    destinations: { eventBus: true },
    startSandbox: (options) => {
      started.set(options.fn.name, options);
      return startSandbox(options);
    },
  });
  try {
    await startAll(stage, started);
    const subjects = subjectsOf(stage, started, webhookSecret);
    const [contain] = subjects;
    if (!contain) throw new Error('contain is not deployed');
    const bare = bareSubject(output, contain.options);
    // They take turns, so that whatever else the machine does meets all of them.
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of [bare, ...subjects]) {
        await stage.aws.host.idle();
        await startOnce(stage, ric, subject);
      }
    }
    return [bare, ...subjects].map((subject) => line(subject, bare));
  } finally {
    await stage.close();
  }
};

/**
 * Cold start of each function in Lambda's runtime interface client on the embedded AWS, beside a handler that only
 * builds the clients of `contain`. "Key off" is beside that handler's first answer.
 * @returns lines of text: the ratios carry over to other machines, the milliseconds do not
 */
export const ric = async (): Promise<string[]> => {
  const title = `cold start in aws-lambda-ric ${ricVersion}, from the start of the process`;
  const installed = installedRic();
  if ('missing' in installed) return [title, `  skipped: ${installed.missing}`];
  const output = await mkdtemp(path.join(tmpdir(), 'tourniquet-ric-'));
  try {
    await bundle(path.join('bench', 'cold-start'), output);
    return [`${title} (medians of ${rounds})`, ...(await measured(installed.entry, output))];
  } finally {
    await rm(output, { recursive: true });
  }
};

if (import.meta.main) console.log((await ric()).join('\n'));
