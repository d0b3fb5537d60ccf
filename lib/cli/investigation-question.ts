import { parseKeyId } from '#lib/credential/key-id.ts';
import { now } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import { keyAmong } from './log-paths.ts';
import { readTime } from './time-span.ts';
import { UsageError } from './usage-error.ts';

/** What is asked of either trail. */
export interface Question {
  accessKeyId: string;
  from?: Date;
  to?: Date;
  /** When the leak was reported. */
  reportedAt?: Date;
}

interface Values {
  logs?: string[] | undefined;
  since?: string | undefined;
  until?: string | undefined;
  reported?: string | undefined;
  contain: boolean;
  also?: string[] | undefined;
}

/**
 * Reads what `tourniquet investigate` was asked, and refuses what does not go together.
 * @throws UsageError
 */
export const questionIn = (positionals: readonly string[], values: Values): Question => {
  const accessKeyId = keyIn(positionals, values.logs);
  mustGoTogether(values);
  return { accessKeyId, ...timesIn(values) };
};

const keyIn = ([given, surplus]: readonly string[], logs: Values['logs']): string => {
  // Copied from a mail or a table, an id brings white space along.
  const key = given?.trim();
  if (!key)
    throw new UsageError(
      'KEY',
      keyAmong(logs)
        ? 'KEY comes first: --logs takes all that follows it for paths'
        : 'say whose calls to look for: tourniquet investigate KEY',
    );
  if (surplus !== undefined)
    throw new UsageError('KEY', `one key at a time: ${redact(surplus)} is one too many; files follow --logs`);
  const read = parseKeyId(key);
  if (read.kind === 'not-a-key-id') throw new UsageError('KEY', `KEY: ${read.reason}`);
  return key;
};

const mustGoTogether = ({ contain, also, logs, since, until }: Values): void => {
  if (also && !contain) throw new UsageError('--also', '--also goes with --contain');
  if (!contain) return;
  if (logs)
    throw new UsageError(
      '--contain',
      '--contain goes by what CloudTrail shows now, and files can be old: leave --logs out',
    );
  // What the workload always did tells its own sessions from the thief's: a part of it would have them contained.
  if (since ?? until)
    throw new UsageError(
      since === undefined ? '--until' : '--since',
      '--contain needs all that CloudTrail has, to tell the workload from the thief: leave --since and --until out',
    );
};

const timesIn = ({ since, until, reported }: Values): Omit<Question, 'accessKeyId'> => {
  const from = since === undefined ? undefined : readTime('--since', since, 'ago');
  const to = until === undefined ? undefined : readTime('--until', until, 'ago');
  if (from && to && from >= to) throw new UsageError('--since', '--since must be before --until');
  const reportedAt = reported === undefined ? undefined : readTime('--reported', reported, 'ago');
  // All that was ever issued would count as older than the leak.
  if (reportedAt && reportedAt > now()) throw new UsageError('--reported', '--reported lies in the future');
  return { ...(from && { from }), ...(to && { to }), ...(reportedAt && { reportedAt }) };
};
