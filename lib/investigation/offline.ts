import { timestamp } from '#lib/platform/clock.ts';
import { type Coverage, earlier, later, startCoverage, withRecords } from './coverage.ts';
import type { Json } from './detail.ts';
import { problem } from './files/problems.ts';
import { type FileReading, type FilesProgress, readTrailFiles } from './files/read-trail-files.ts';
import { withSpooled } from './files/spool.ts';
import { Gatherer } from './gather.ts';
import type { Investigation } from './investigation.ts';
import type { CallKeeper } from './kept-call.ts';
import { aboutActivity, aboutLineage, aboutMade, plural } from './notes.ts';
import { isPlausible } from './plausible-time.ts';
import { readRecord } from './trail-record.ts';

export interface OfflineQuestion {
  accessKeyId: string;
  /** Calls before it are followed and not counted. */
  from?: Date;
  to?: Date;
  /** When it was reported as leaked, if anybody knows. */
  reportedAt?: Date;
}

/** How far the reading is, and which time it reads the files. */
export type Progress = FilesProgress & { reading: number };

/** Hands every record of a trail to `take`, as often as it is asked to. */
type ReadAll = (take: (detail: Json) => void, reading: number) => Promise<FileReading[]>;

/** Doors that open doors that open doors: beyond this many readings nothing is found that a person would believe. */
const mostReadings = 25;

/**
 * What a key did and what came from it, from CloudTrail records alone. They may come in any order and more than once.
 * The same records are read several times: until they tell nothing new of the lineage, and then to count.
 */
export const investigateRecords = (
  question: OfflineQuestion,
  details: Iterable<Json>,
  keeper?: CallKeeper,
): Investigation => {
  const records = [...details];
  const reading = new OfflineReading(question, keeper);
  do for (const detail of records) reading.link(detail);
  while (reading.again());
  for (const detail of records) reading.count(detail);
  return reading.result([]);
};

/**
 * The same from CloudTrail files and folders of them. Memory is bounded by the lineage, whatever the trail holds.
 * @param keeper is handed each call of the lineage that is counted, in the last reading
 * @throws NothingReadable
 */
export const investigateFiles = async (
  question: OfflineQuestion,
  paths: readonly string[],
  watch?: (progress: Progress) => void,
  keeper?: CallKeeper,
): Promise<Investigation> => {
  const reading = new OfflineReading(question, keeper);
  let number = 0;
  return withSpooled(paths, async (readable) => {
    const readAll: ReadAll = (take, at) =>
      readTrailFiles(readable, take, watch && ((progress) => watch({ ...progress, reading: at })));
    do await readAll((detail) => reading.link(detail), ++number);
    while (reading.again());
    return reading.result(await readAll((detail) => reading.count(detail), ++number), readable);
  });
};

class OfflineReading {
  readonly #question: OfflineQuestion;
  readonly #gatherer: Gatherer;
  readonly #rows = new Map<string, Coverage>();
  #readings = 1;
  #strange = 0;
  #outside = startCoverage('any', 'files');

  constructor(question: OfflineQuestion, keeper: CallKeeper | undefined) {
    this.#question = question;
    this.#gatherer = new Gatherer({ accessKeyId: question.accessKeyId }, { keeper });
  }

  link(detail: Json): void {
    this.#gatherer.link(detail);
  }

  /** Whether the records have to be read once more before they can be counted. */
  again(): boolean {
    if (!this.#gatherer.lineage.unsettled || this.#readings >= mostReadings) return false;
    this.#readings += 1;
    this.#gatherer.lineage.beginAgain();
    return true;
  }

  count(detail: Json): void {
    const record = readRecord(detail);
    const { region, eventTime } = record;
    if (!isInWindow(eventTime, this.#question)) {
      this.#outside = withRecords(this.#outside, [record]);
      // What the workload did a month ago tells it from the thief of today.
      this.#gatherer.learn(record, detail);
      return;
    }
    const isStrange = eventTime !== null && !isPlausible(Date.parse(eventTime));
    if (isStrange) this.#strange += 1;
    // One damaged record must not make the trail look a thousand years long.
    const timed = isStrange ? { eventTime: null } : record;
    this.#rows.set(region, withRecords(this.#rows.get(region) ?? startCoverage(region, 'files'), [timed]));
    this.#gatherer.count(record, detail);
  }

  /** @param given the files and folders that were named */
  result(files: readonly FileReading[], given: readonly string[] = []): Investigation {
    const { accessKeyId, reportedAt } = this.#question;
    const gatherer = this.#gatherer;
    const activity = gatherer.activity();
    const window = this.#window();
    const known = reportedAt ? { reportedAt: timestamp(reportedAt) } : {};
    return {
      accessKeyId,
      window,
      coverage: this.#coverage(files, new Set(given)),
      ...gatherer.result(activity, window.to, known),
      notes: [
        ...aboutFiles(files),
        ...(gatherer.repeated > 0
          ? [
              `${plural(gatherer.repeated, 'event')} of the lineage stood in the records more than once: counted once.`,
            ]
          : []),
        ...(this.#strange > 0
          ? [
              `${plural(this.#strange, 'record')} ${this.#strange === 1 ? 'has' : 'have'} a time that cannot be right.`,
            ]
          : []),
        ...aboutOutside(this.#outside),
        ...aboutActivity(activity),
        ...aboutLineage(gatherer),
        ...(gatherer.lineage.unsettled && this.#readings >= mostReadings
          ? [`These records were read ${mostReadings} times, and may hold more of the lineage.`]
          : []),
        ...aboutMade(activity, { accessKeyId }),
        ...(activity.events === 0 ? [`No call of ${accessKeyId} is in these records.`] : []),
        'Only what stands in these records is told: other Regions, accounts and times, and data events where they are not recorded, may hold more. What the key could have done stands in its policies, which are not among them.',
      ],
    };
  }

  #window(): Investigation['window'] {
    const { from, to } = this.#question;
    const rows = [...this.#rows.values()];
    const oldest = rows.map((row) => row.oldest).reduce(earlier, null);
    const newest = rows.map((row) => row.newest).reduce(later, null);
    return {
      from: from ? timestamp(from) : (oldest ?? timestamp()),
      to: to ? timestamp(to) : (newest ?? timestamp()),
    };
  }

  #coverage(files: readonly FileReading[], given: ReadonlySet<string>): Coverage[] {
    const broken = files.filter((file) => !file.whole && !isBystander(file, given)).map(({ path }) => path);
    const rows = [...this.#rows.values()].toSorted((a, b) => a.region.localeCompare(b.region));
    if (broken.length === 0) return rows.map((row) => ({ ...row, complete: true }));
    const reason = `not every file was read whole: ${broken.slice(0, 3).join(', ')}${broken.length > 3 ? ` and ${broken.length - 3} more` : ''}`;
    return rows.map((row) => ({ ...row, reason }));
  }
}

/** What CloudTrail, its tools and people call its files; others that lie beside them are a license or a picture. */
const looksLikeTrail = /\.(jsonl?|ndjson|log|gz)$/i;

// Whoever names a file expects it to be read. In a folder it is not missing where it holds no calls.
const isBystander = ({ path, records, problems }: FileReading, given: ReadonlySet<string>): boolean => {
  if (records > 0 || given.has(path)) return false;
  const whats = problems.map(({ what }) => what);
  if (whats.every((what) => what === problem.noRecord)) return true;
  return whats.every((what) => what === problem.notJson) && !looksLikeTrail.test(path);
};

const isInWindow = (eventTime: string | null, { from, to }: OfflineQuestion): boolean => {
  if (eventTime === null) return true;
  return (!from || eventTime >= timestamp(from)) && (!to || eventTime <= timestamp(to));
};

// Logs of another year, asked for with a span such as 7d: that nothing is found has to have its reason.
const aboutOutside = ({ events, oldest, newest }: Coverage): string[] =>
  events > 0
    ? [
        `${plural(events, 'record')} from ${oldest} to ${newest} ${events === 1 ? 'is' : 'are'} outside of the times asked for: followed, and not counted.`,
      ]
    : [];

const problemsShown = 20;

// A place in the file, or what else is known: the code of the fault, the kind of file.
const whereOrWhy = (example: string): string =>
  example.startsWith('line ') ? `, first at ${example}` : ` (${example})`;

const aboutFiles = (files: readonly FileReading[]): string[] => {
  const problems = files.flatMap(({ path, problems: found }) =>
    found.map(
      ({ what, count, example }) =>
        `${path}: ${what}${count > 1 ? ` (${count} times)` : ''}${example ? whereOrWhy(example) : ''}.`,
    ),
  );
  const rest = problems.length - problemsShown;
  return [
    ...problems.slice(0, problemsShown),
    ...(rest > 0 ? [`and ${plural(rest, 'more problem')} with the files.`] : []),
  ];
};
