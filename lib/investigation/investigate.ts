import { notRead } from './coverage.ts';
import { Gatherer } from './gather.ts';
import type { Investigation } from './investigation.ts';
import type { Trail } from './lookup-page.ts';
import { notesOn } from './notes.ts';
import type { EnabledRegions } from './regions.ts';
import type { Subject } from './subject.ts';
import { attributeOf, lookupEvents } from './trail.ts';
import type { TrailRecord } from './trail-record.ts';
import { lookupWindow } from './window.ts';

export type InvestigateQuestion = Subject & {
  /** As far back as LookupEvents reaches (90 days), unless told. */
  from?: Date;
  /** Now, unless told. */
  to?: Date;
};

export interface InvestigateDeps extends Trail {
  enabledRegions(): Promise<EnabledRegions>;
  /** Sees every record as well. */
  watch?(record: TrailRecord): void;
}

/**
 * Looks once at what a key did, or at what was done under a user's name, in every enabled Region. Only reads.
 * Regions that could not be read stand in `coverage` with the reason; they are no error.
 * @throws RangeError when the asked window is empty
 */
export const investigate = async (
  question: InvestigateQuestion,
  deps: InvestigateDeps,
): Promise<Investigation> => {
  const window = lookupWindow(question);
  const { regions, unknown } = await deps.enabledRegions();
  const gatherer = new Gatherer(question);
  const rows = await lookupEvents(
    { attribute: attributeOf(question), from: window.from, to: window.to, regions },
    (records) => {
      for (const record of records) {
        gatherer.add(record);
        deps.watch?.(record);
      }
    },
    deps,
  );
  const activity = gatherer.activity();
  return {
    ...named(question),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    coverage: unknown ? [...rows, optInRegions(unknown)] : rows,
    ...gatherer.result(activity),
    techniques: [],
    notes: notesOn(window, activity, question, gatherer.unlisted),
  };
};

const named = (subject: Subject): Pick<Investigation, 'accessKeyId' | 'userName'> =>
  'user' in subject
    ? { accessKeyId: null, userName: subject.user.name }
    : { accessKeyId: subject.accessKeyId };

const optInRegions = (reason: string) =>
  notRead(
    'opt-in-regions',
    `AWS did not say which opt-in Regions are enabled, so they were left out: ${reason}`,
  );

/** The answer where nothing says what to look for. It claims nothing: its coverage is not complete. */
export const nothingToLookFor = (reason: string): Investigation => {
  const window = lookupWindow({});
  return {
    accessKeyId: null,
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    coverage: [notRead('all-regions', reason)],
    credentials: [],
    events: 0,
    failed: 0,
    lastSucceeded: null,
    actions: [],
    created: [],
    sessions: [],
    made: [],
    techniques: [],
    sources: [],
    notes: [reason],
  };
};
