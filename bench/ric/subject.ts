import type { Stage } from '#infra/local/drill/stage.ts';
import { runtimeEnvironment } from '#infra/local/host/runtime-environment.ts';
import type { SandboxOptions } from '#infra/local/host/sandbox.ts';
import type { RuntimeApi } from '#test/ric/runtime-api.ts';
import { startRic } from '#test/ric/start-ric.ts';
import type { FirstEvent } from './first-events.ts';

/** Milliseconds from the start of the process. */
interface Times {
  /** Until it asks for its first event. */
  init: number[];
  /** Until it has answered that event. */
  first: number[];
  /** Until the embedded AWS has switched a key off. */
  keyOff: number[];
}

/** A function as Lambda would start it, and what it is first asked. */
export interface Subject extends Times {
  name: string;
  entry: string;
  options: SandboxOptions;
  event: FirstEvent | undefined;
}

export const newSubject = (
  name: string,
  entry: string,
  options: SandboxOptions,
  event: FirstEvent | undefined,
): Subject => ({ name, entry, options, event, init: [], first: [], keyOff: [] });

/** @returns when it has answered */
const ask = async (api: RuntimeApi, { name, options: { fn }, event }: Subject, made: unknown) => {
  const outcome = await api.invoke({
    requestId: crypto.randomUUID(),
    functionArn: fn.arn,
    event: JSON.stringify(made),
    deadline: Date.now() + fn.timeoutSeconds * 1000,
  });
  const answered = performance.now();
  const answer = 'payload' in outcome ? JSON.parse(outcome.payload) : outcome.failure;
  if (!(await event?.isDone(answer))) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
  return answered;
};

/** Starts it in the client at that path, asks it once and ends it; the times are noted. */
export const startOnce = async (stage: Stage, ric: string, subject: Subject): Promise<void> => {
  const { fn, session, endpoint } = subject.options;
  const made = await subject.event?.make();
  const start = performance.now();
  const stop = stage.onFunctionCall((name, call) => {
    if (name === fn.name && call === 'iam:UpdateAccessKey') subject.keyOff.push(performance.now() - start);
  });
  const env = runtimeEnvironment(fn, session, endpoint);
  const { child, api } = await startRic({ ric, entry: subject.entry, env });
  // What nobody reads fills the pipe, and then the function would wait.
  for (const stream of [child.stdout, child.stderr]) stream?.resume();
  try {
    const broken = await api.loaded;
    if (broken) throw new Error(`${subject.name} does not start: ${JSON.stringify(broken)}`);
    subject.init.push(performance.now() - start);
    if (subject.event) subject.first.push((await ask(api, subject, made)) - start);
  } finally {
    stop();
    child.kill('SIGKILL');
  }
};
