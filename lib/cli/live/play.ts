import { timestamp } from '#lib/platform/clock.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import { logger } from '#lib/platform/logger.ts';
import { type Canary, makeCanary } from './canary.ts';
import { followIncident, incidentsOf, isLeftAlone, wasMailed } from './follow.ts';
import { type LiveSource, liveSources } from './leak.ts';
import { putAway, restoreIncident } from './put-away.ts';
import type { RunFile } from './run-file.ts';
import { isRefused, type RefusedBy, waitForRow, works } from './try-key.ts';

export interface LivePlay {
  system: DeployedSystem;
  source: LiveSource;
  file: RunFile;
  /** Seconds to wait for the denial. */
  patience: number;
  signal: AbortSignal;
  say(line: string): void;
}

/** What a drill in a real account came to. Times are ISO 8601 UTC. */
export interface LiveResult {
  run: string;
  accountId: string;
  region: string;
  source: LiveSource;
  user: string | null;
  accessKeyId: string | null;
  leakedAt: string | null;
  /** The first of three refusals in a row, as the key's holder meets it. */
  deniedAt: string | null;
  deniedBy: RefusedBy | null;
  secondsToDenied: number | null;
  incidentId: string | null;
  status: string | null;
  /** Whether SNS has taken the mail. */
  mailed: boolean;
  /** Whether the key worked again after the restore. */
  restored: boolean;
  /** Whether nothing is left in the account. */
  removed: boolean;
  problems: string[];
}

// IAM's changes take seconds to reach all of AWS; a new key is known everywhere within a minute.
const propagation = 90;
const mailTime = 60;

const seconds = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10);

const deny = async (canary: Canary, play: LivePlay, result: LiveResult): Promise<void> => {
  const store = incidentsOf(play.system);
  const { accessKeyId } = canary;
  const row = await waitForRow({
    iam: canary.iam,
    until: isRefused,
    seconds: play.patience,
    signal: play.signal,
    inVain: async () => {
      const incident = await store.find(accessKeyId);
      return incident !== undefined && isLeftAlone(incident);
    },
  });
  if (row && result.leakedAt) {
    result.deniedAt = row.since;
    result.deniedBy = row.outcome === 'key-off' ? 'key-off' : 'explicit-deny';
    result.secondsToDenied = seconds(result.leakedAt, row.since);
    play.say(`refused after ${result.secondsToDenied} s (${result.deniedBy})`);
  } else result.problems.push(`the key still worked ${play.patience} s after it was reported`);
};

const checkIncident = async (canary: Canary, play: LivePlay, result: LiveResult): Promise<void> => {
  const store = incidentsOf(play.system);
  const patience = result.deniedAt ? mailTime : 0;
  const incident = await followIncident(store, canary.accessKeyId, patience, play.signal);
  if (!incident) {
    result.problems.push('there is no incident of the key: the report did not arrive at contain');
    return;
  }
  const { incidentId, status, reason = '', containedAt } = incident;
  Object.assign(result, { incidentId, status });
  play.say(`incident ${incidentId}: ${status}${containedAt ? `, read back at ${containedAt}` : ''}`);
  if (status !== 'contained') result.problems.push(`incident ${incidentId} is ${status}: ${reason}`);
  result.mailed = await wasMailed(store, incident, patience, play.signal);
  if (!result.mailed) result.problems.push('the mail about it was not handed to SNS');
  if (status !== 'contained') return;
  play.signal.throwIfAborted();
  await restoreIncident(incident);
  const again = { iam: canary.iam, until: works, seconds: propagation, signal: play.signal };
  result.restored = (await waitForRow(again)) !== undefined;
  if (result.restored) play.say('restored: the key works as before');
  else result.problems.push('the key did not work again after the restore');
};

const leakAndDeny = async (play: LivePlay, result: LiveResult): Promise<void> => {
  const { file, signal, system, source, say } = play;
  const canary = await makeCanary(file, system.deployment.partition, signal);
  Object.assign(result, { user: canary.userName, accessKeyId: canary.accessKeyId });
  say(`made the user ${canary.userName} with the key ${canary.accessKeyId}`);
  const begun = await waitForRow({ iam: canary.iam, until: works, seconds: propagation, signal });
  if (!begun)
    throw new Error(`the key of the canary did not work within ${propagation} s: nothing was played`);
  say('its key works');
  signal.throwIfAborted();
  const leakedAt = timestamp();
  await file.note({ leakedAt });
  result.leakedAt = leakedAt;
  await liveSources[source].report({ system, run: result.run, accessKeyId: canary.accessKeyId });
  say(`reported it (${source})`);
  await deny(canary, play, result);
  signal.throwIfAborted();
  await checkIncident(canary, play, result);
};

const nothingYet = ({ file, source }: LivePlay): LiveResult => {
  const { run, accountId, region } = file.known();
  return {
    run,
    accountId,
    region,
    source,
    user: null,
    accessKeyId: null,
    leakedAt: null,
    deniedAt: null,
    deniedBy: null,
    secondsToDenied: null,
    incidentId: null,
    status: null,
    mailed: false,
    restored: false,
    removed: false,
    problems: [],
  };
};

/**
 * Plays a leak in a real account from the making of a canary to its removal. Whatever fails or interrupts it, what was
 * made is put away again.
 */
export const playLive = async (play: LivePlay): Promise<LiveResult> => {
  const result = nothingYet(play);
  try {
    await leakAndDeny(play, result);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger.debug('the drill ended early', { error });
    result.problems.push(play.signal.aborted ? 'interrupted' : why);
  }
  const { userName } = play.file.known();
  if (userName === undefined) return { ...result, removed: true };
  play.say('putting everything away …');
  // Reported and interrupted at once: what comes of it must be there before it can be restored.
  const incidentMayCome = play.signal.aborted && result.leakedAt !== null ? 20 : 0;
  const { removed, problems } = await putAway({ userName, system: play.system, incidentMayCome });
  if (removed && problems.length === 0) await play.file.forget();
  return { ...result, removed, problems: [...result.problems, ...problems] };
};
