import type { FailedEntry } from '#lib/aws/put-events.ts';
import { count } from '#lib/platform/plain-text.ts';
import type { Conversion, Skipped } from '#lib/signal/scanner/conversion.ts';
import { converters, isScannerName, type ScannerName, scannerNames } from '#lib/signal/scanner/converters.ts';
import { type ScannerDetail, scannerDetailType } from '#lib/signal/scanner/detail.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { jsonOption } from './options.ts';
import { readReport } from './read-report.ts';
import { UsageError } from './usage-error.ts';

const options = {
  from: { type: 'string', value: 'SCANNER', help: `whose output it is: ${scannerNames.join(', ')}` },
  bus: { type: 'string', value: 'NAME', help: 'put the events on this bus (a name or an ARN)' },
  'dry-run': { type: 'boolean', default: false, help: 'print what would be put on the bus; send nothing' },
  json: jsonOption,
} as const;

interface Entry {
  Source: string;
  DetailType: string;
  Detail: string;
  EventBusName?: string;
}

const entryOf = (detail: ScannerDetail, bus: string | undefined): Entry => ({
  Source: 'tourniquet.report',
  DetailType: scannerDetailType,
  Detail: JSON.stringify(detail),
  ...(bus !== undefined && { EventBusName: bus }),
});

const scannerOf = (from: string | undefined): ScannerName => {
  if (isScannerName(from)) return from;
  throw new UsageError('--from', `say whose output it is: --from ${scannerNames.join('|')}`);
};

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const from = scannerOf(values.from);
  const [file, surplus] = positionals;
  if (surplus !== undefined) throw new UsageError('FILE', `one file at a time: ${surplus} is one too many`);
  const { documents, broken } = await readReport(file);
  const conversion = withBroken(converters[from](documents), broken);
  const entries = conversion.events.map((detail) => entryOf(detail, values.bus));
  return values.bus === undefined || values['dry-run']
    ? print(entries, conversion.skipped, values.json)
    : send(entries, conversion, values.bus);
};

const withBroken = ({ events, skipped }: Conversion, broken: number): Conversion => ({
  events,
  skipped:
    broken === 0
      ? skipped
      : [...skipped, { reason: 'lines that are cut off or no JSON', count: broken, unread: true }],
});

const notesOn = (skipped: Skipped[]): string[] =>
  skipped.map(
    ({ reason, count: times, unread }) => `${unread ? 'NOT REPORTED' : 'Passed over'}: ${times} × ${reason}`,
  );

const isUnread = ({ unread }: Skipped): boolean => unread;

const unreadError = (skipped: Skipped[]) => {
  const unread = skipped.filter(isUnread);
  return { code: 'not-all-reported', message: notesOn(unread).join('; ') };
};

/** The entries alone go to stdout, as `aws events put-events --entries file://` takes them. */
const print = (entries: Entry[], skipped: Skipped[], json: boolean): Answer => {
  const exitCode = skipped.some(isUnread) ? exitCodes.fault : exitCodes.good;
  const notes = notesOn(skipped);
  if (entries.length > 10)
    notes.push('aws events put-events takes ten entries at a time; --bus sends them all.');
  if (!json) {
    process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
    for (const note of notes) process.stderr.write(`tourniquet report: ${note}\n`);
  }
  const error = exitCode === exitCodes.fault ? { error: unreadError(skipped) } : {};
  return { exitCode, document: { entries, skipped, ...error } };
};

const send = async (entries: Entry[], { events, skipped }: Conversion, bus: string): Promise<Answer> => {
  const { putEvents } = await import('#lib/aws/put-events.ts');
  const failures = await putEvents(entries);
  const failed = failures.map((failure) => named(failure, entries, events));
  const sent = entries.length - failed.length;
  const lines = [
    `${count(sent, 'report')} put on the bus ${bus}.`,
    ...failed.map(({ accessKeyId, where, message }) => `FAILED: ${accessKeyId}, ${where}: ${message}`),
    ...notesOn(skipped),
  ];
  const good = failed.length === 0 && !skipped.some(isUnread);
  const error =
    failed.length > 0
      ? { code: 'not-sent', message: `${count(failed.length, 'report')} did not reach the bus ${bus}` }
      : unreadError(skipped);
  return {
    exitCode: good ? exitCodes.good : exitCodes.fault,
    document: { sent, failed, skipped, ...(!good && { error }) },
    text: lines.join('\n'),
  };
};

const named = ({ entry, code, message }: FailedEntry, entries: object[], events: ScannerDetail[]) => {
  const { accessKeyId, where } = events[entries.indexOf(entry)] ?? { accessKeyId: 'a key', where: 'unknown' };
  return {
    accessKeyId,
    where,
    code,
    message: message.startsWith('events:') ? message : `${code} ${message}`,
  };
};

export const reportCommand: Command = {
  usage: 'report --from SCANNER [FILE] [--bus NAME] [--dry-run] [--json]',
  summary: 'turn the output of a secret scanner into events for the bus, without any secret in them',
  positionals: { FILE: 'what the scanner printed, as JSON or a finding a line; standard input without it' },
  options,
  run,
};
