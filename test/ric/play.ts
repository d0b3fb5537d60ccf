import { randomBytes } from 'node:crypto';
import { everywhere, toldElsewhere } from '#infra/local/drill/elsewhere.ts';
import { falseAlarm } from '#infra/local/drill/false-alarm.ts';
import { mayCloseAlerts } from '#infra/local/drill/leak.ts';
import { type Stage, setStage } from '#infra/local/drill/stage.ts';
import { theft } from '#infra/local/drill/theft.ts';
import { company } from '#infra/local/scenario/company.ts';
import { destinations } from '#lib/incident/destinations.ts';
import { ricSandbox } from './ric-sandbox.ts';

export interface Played {
  /** How many invocations its handler answered in the runtime interface client, by the name of the function. */
  served: Map<string, number>;
  /** What went wrong. */
  problems: string[];
}

const silent = () => undefined;

const unless = (fine: boolean, problem: string): string[] => (fine ? [] : [problem]);

/** The investigation of the leaked key, which waits and is replayed four times, has come to its end. */
const followedToTheEnd = ({ aws }: Stage): string[] => {
  const ended = aws.host.durableExecutions('tourniquet-investigate').map(({ status }) => status);
  return unless(
    ended.includes('SUCCEEDED'),
    `no investigation has succeeded: ${ended.join(', ') || 'none began'}`,
  );
};

const toldToAll = async (stage: Stage): Promise<string[]> => {
  const incident = await stage.incidentOf(stage.leakedKey.accessKeyId);
  const told = incident ? await toldElsewhere(stage, incident.incidentId) : [];
  const done = told.filter(({ outcome }) => outcome === 'done').map(({ destination }) => destination);
  return destinations
    .filter((name) => !done.includes(name))
    .map((name) => `the leak was not told to ${name}`);
};

/** What runs by the clock, once. */
const scheduled = async ({ aws }: Stage): Promise<string[]> => {
  const problems: string[] = [];
  for (const name of ['tourniquet-remind', 'tourniquet-poll-github']) {
    const { functionError, payload } = await aws.host.invoke(name, {});
    problems.push(...unless(!functionError && payload.startsWith('{'), `${name} answered ${payload}`));
  }
  return problems;
};

/** What must be refused: an answer of the front door, and an error whose name the caller sees. */
const refusals = async ({ aws, deployed }: Stage): Promise<string[]> => {
  const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
  const { status } = await fetch(deployed.webhookUrl, { method: 'POST', headers, body: '{}' });
  const { functionError, payload } = await aws.host.invoke('tourniquet-contain', { accessKeyId: 'no key' });
  const { errorType } = JSON.parse(payload);
  return [
    ...unless(status === 401, `a webhook with a wrong signature was answered ${status}`),
    ...unless(functionError !== undefined && errorType === 'BadRequest', `contain answered ${payload}`),
  ];
};

const unserved = ({ functions }: Stage, served: Played['served']): string[] =>
  functions.filter((name) => !served.has(name)).map((name) => `${name} was never invoked`);

/** What never reached a handler or never left it: `Runtime.ImportModuleError`, `Sandbox.Timedout`. */
const failures = ({ aws, functions }: Stage): string[] =>
  functions.flatMap((name) =>
    aws.host.logs(name).filter((line) => /"errorType":"(Runtime|Sandbox)\./.test(line)),
  );

/**
 * Plays the drill, the whole leak with its investigation of a day and its undo, with every function in Lambda's
 * runtime interface client, and what the drill leaves out.
 * @param ric path of the client's index.mjs
 */
export const play = async (ric: string): Promise<Played> => {
  const served: Played['served'] = new Map();
  const stage = await setStage(company, {
    propagationDelay: 4_000,
    trailDelay: 60_000,
    webhookSecret: randomBytes(32).toString('hex'),
    destinations: everywhere,
    startSandbox: ricSandbox(ric, (name) => served.set(name, (served.get(name) ?? 0) + 1)),
  });
  mayCloseAlerts(stage.github);
  try {
    const problems = [
      ...(await theft(stage, silent, 'github')),
      ...followedToTheEnd(stage),
      ...(await toldToAll(stage)),
      ...(await falseAlarm(stage, silent)),
      ...(await scheduled(stage)),
      ...(await refusals(stage)),
      ...failures(stage),
      ...unserved(stage, served),
    ];
    return { served, problems };
  } finally {
    await stage.close();
  }
};
