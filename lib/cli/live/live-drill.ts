import { timestamp } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import { type Answer, exitCodes } from '../command.ts';
import { requireCredentials } from '../credentials.ts';
import { findDeployment } from '../find-deployment.ts';
import { callerIdentity } from '../identity.ts';
import { UsageError } from '../usage-error.ts';
import { agreed } from './agreed.ts';
import { newRun } from './canary.ts';
import { cleanUp } from './clean-up.ts';
import { type LiveSource, liveSources } from './leak.ts';
import { playLive } from './play.ts';
import { beginRunFile } from './run-file.ts';
import { cleanUpText, intention, resultText } from './text.ts';

export interface LiveRequest {
  source: LiveSource;
  /** Seconds to wait for the denial. */
  patience: number;
  /** Nobody is asked. */
  yes: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const clean = 'npm run -s tourniquet -- drill --live --clean-up';

// The first Ctrl-C ends the drill and puts away what it made; the second one ends the process, and the file of the run
// tells the clean-up what is left.
const interruptible = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      say(`left as it is. Remove the rest with: ${clean}`);
      process.exit(exitCodes.fault);
    }
    say('interrupted: putting everything away (once more to leave it to the clean-up) …');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, interrupt);
  }
};

const refuseToObserve = ({ mode }: DeployedSystem): void => {
  if (mode === 'contain') return;
  throw new UsageError(
    '--live',
    'this deployment only observes: nothing would be contained, and the drill would prove nothing. Set "mode" to "contain", deploy, and drill then',
  );
};

/**
 * `tourniquet drill --live`.
 * @throws UsageError where nobody agreed, or where the deployment only observes; NoAccess; Error where none is found
 */
export const liveDrill = async ({ source, patience, yes }: LiveRequest): Promise<Answer> => {
  await requireCredentials();
  const { accountId, arn } = await callerIdentity();
  const system = await findDeployment();
  refuseToObserve(system);
  const region = config.region();
  const happens = liveSources[source].happens;
  if (!yes) await agreed(intention({ accountId, region, arn, happens }), say);
  const file = await beginRunFile({ run: newRun(), accountId, region, startedAt: timestamp() });
  const result = await interruptible((signal) => playLive({ system, source, file, patience, signal, say }));
  const passed = result.problems.length === 0;
  const interrupted = result.problems.includes('interrupted');
  return {
    exitCode: passed ? exitCodes.good : interrupted ? exitCodes.fault : exitCodes.notContained,
    document: { passed, ...result },
    text: resultText(result, clean),
  };
};

/** `tourniquet drill --live --clean-up`: removes only what has the path and the tag of a canary. */
export const liveCleanUp = async (): Promise<Answer> => {
  await requireCredentials();
  const { accountId } = await callerIdentity();
  // What was uninstalled restores nothing, and pages nobody.
  const system = await findDeployment().catch((error: unknown) => {
    say(`${error instanceof Error ? error.message : error}: incidents are not restored`);
    return undefined;
  });
  const cleaned = await cleanUp(accountId, system);
  return {
    exitCode: cleaned.problems.length === 0 ? exitCodes.good : exitCodes.notContained,
    document: cleaned,
    text: cleanUpText(cleaned),
  };
};
