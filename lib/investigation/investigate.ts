import { now } from '#lib/platform/clock.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { type Coverage, mergedRows, notRead } from './coverage.ts';
import type { DeepTrail } from './deep-trail.ts';
import { isWorkloads } from './descendants/verdicts.ts';
import { Gatherer } from './gather.ts';
import type { Investigation, KnownCredential } from './investigation.ts';
import type { CallKeeper } from './kept-call.ts';
import type { LeakKnown } from './leak-began.ts';
import type { Trail } from './lookup-page.ts';
import { Lookups, type Question } from './lookups.ts';
import { notesOn } from './notes.ts';
import { longestSession } from './others.ts';
import type { EnabledRegions } from './regions.ts';
import type { Subject } from './subject.ts';
import { attributeOf, lookupEvents } from './trail.ts';
import type { LookedUp, TrailRecord } from './trail-record.ts';
import { lookupWindow, type Window } from './window.ts';

export type InvestigateQuestion = Subject &
  LeakKnown & {
    /** As far back as LookupEvents reaches (90 days), unless told. */
    from?: Date;
    /** Now, unless told. */
    to?: Date;
    /** When containment was read back, ISO 8601 UTC: what succeeds after it is told apart. */
    containedAt?: string;
    /** Whether the user of the leaked credential is known not to be denied: then nothing holds what its keys issued. */
    userIsFree?: boolean;
  };

export interface InvestigateDeps extends Trail {
  enabledRegions(): Promise<EnabledRegions>;
  /** Sees every record as well. */
  watch?(record: TrailRecord): void;
  /** The trail in S3, where one is configured: asked for all that is known once LookupEvents tells nothing new. */
  deep?: DeepTrail;
  /** Told what is known so far, each time that something was looked up: it can be acted on at once. */
  onFound?(found: Found): Promise<void>;
  /** Is handed each call that is counted. */
  keeper?: CallKeeper;
}

/** The Regions' own paces are what limits; this only keeps the pages that are held at once few. */
const lookupsAtOnce = 8;

/**
 * Looks once at what a key did and at what came from it, or at what was done under a user's name, in every enabled
 * Region. Each credential that is found is looked up in its turn, until nothing new is found. Only reads. Regions that
 * could not be read stand in `coverage` with the reason; they are no error.
 * @throws RangeError when the asked window is empty
 */
export const investigate = async (
  question: InvestigateQuestion,
  deps: InvestigateDeps,
): Promise<Investigation> => {
  const window = lookupWindow(question);
  const { regions, unknown } = await deps.enabledRegions();
  const lookups = new Lookups(regions);
  const gatherer = new Gatherer(question, {
    seenOnce: true,
    containedAt: question.containedAt,
    userIsFree: question.userIsFree,
    knowsName: (sessionName) => lookups.knows(sessionName),
    keeper: deps.keeper,
  });
  const { rows, leftOut } = await follow(question, lookups, gatherer, { window, regions }, deps);
  const activity = gatherer.activity();
  const { credentials, ...gathered } = gatherer.result(activity, window.to.toISOString(), question);
  return {
    ...whoseCalls(question),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    coverage: unknown ? [...rows, optInRegions(unknown)] : rows,
    ...gathered,
    credentials: credentials.map((one) =>
      leftOut.has(one.id) && deps.deep === undefined ? { ...one, notLookedUp: true as const } : one,
    ),
    notes: [
      ...notesOn(window, activity, question, gatherer, deps.deep !== undefined),
      ...aboutLeftOut(leftOut.size),
    ],
  };
};

interface Place {
  window: Window;
  regions: string[];
}

/** Looks up what is known until nothing new is known, by LookupEvents and then, where there is one, in the trail in S3. */
const follow = async (
  question: InvestigateQuestion,
  lookups: Lookups,
  gatherer: Gatherer,
  place: Place,
  deps: InvestigateDeps,
): Promise<{ rows: Coverage[]; leftOut: Set<string> }> => {
  const rows: Coverage[] = [];
  const take = (records: readonly LookedUp[]): void => {
    for (const { record, detail } of records) {
      gatherer.link(detail);
      gatherer.count(record, detail);
      deps.watch?.(record);
    }
  };
  const { from, to } = place.window;
  const { lineage } = gatherer;
  const asked = new Set<string>();
  for (let goOn = true; goOn; ) {
    const first = 'user' in question && rows.length === 0 ? [named(question, place)] : [];
    rows.push(...(await lookUp(first, lookups, question, gatherer, place, take, deps)));
    const fresh = lineage.all().filter(({ id }) => isKeyId(id) && !asked.has(id));
    goOn = deps.deep !== undefined && fresh.length > 0;
    if (!goOn || !deps.deep) break;
    for (const { id } of fresh) asked.add(id);
    rows.push(
      ...(await deps.deep({ known: fresh, doors: lineage.doors(), from, to, round: asked.size }, take, deps)),
    );
  }
  const followed = lineage.all().filter(({ issuedBy }) => issuedBy !== null);
  return { rows: mergedRows(rows), leftOut: lookups.leftOut(followed) };
};

const isKeyId = (id: string): boolean => /^A[KS]IA/.test(id);

const named = (subject: Subject, { regions }: Place): Question => ({
  attribute: attributeOf(subject),
  regions,
});

const lookUp = async (
  first: Question[],
  lookups: Lookups,
  question: InvestigateQuestion,
  gatherer: Gatherer,
  { window: { from, to } }: Place,
  take: (records: readonly LookedUp[]) => void,
  deps: InvestigateDeps,
): Promise<Coverage[]> => {
  const rows: Coverage[] = [];
  const { lineage } = gatherer;
  const lately = new Date(Math.max(from.getTime(), to.getTime() - longestSession));
  const ask = async (asked: Question): Promise<Coverage[]> => {
    const { attribute, regions } = asked;
    const span = { from: asked.lately ? lately : from, to };
    const answers = await lookupEvents({ attribute, ...span, regions }, take, deps);
    lookups.answered(asked, answers);
    if (rows.length > 0) await tell();
    return answers.map(({ refused: _, ...row }) => row);
  };
  // Before the leaked credential's own calls are read to the end its workload is not known, and nothing must be told.
  const tell = nowAndThen(async () => deps.onFound?.(gatherer.soFar(to.toISOString(), question)));
  const more = () => {
    const soFar = gatherer.soFar(to.toISOString(), question);
    const wanted = worthAsking(soFar.credentials, question, gatherer.knowsWorkload);
    const workloads = new Set(
      soFar.credentials.filter(({ verdict }) => isWorkloads(verdict)).map(({ id }) => id),
    );
    const mayBeDenied = (id: string): boolean => wanted(id) && !workloads.has(id);
    return { soFar, next: lookups.next(lineage.all(), lineage.doors(), wanted, mayBeDenied) };
  };
  for (let next = [...first, ...more().next]; next.length > 0; ) {
    rows.push(...(await inParallel(next, lookupsAtOnce, ask)).flat());
    const { soFar, next: following } = more();
    await deps.onFound?.(soFar);
    next = following;
  }
  return rows;
};

/** A question that takes long must not keep what others found; but each telling goes through the whole lineage. */
const pauseOfTelling = 5_000;

const nowAndThen = (work: () => Promise<void>): (() => Promise<void>) => {
  let isAtWork = false;
  let last = now().getTime();
  return async () => {
    if (isAtWork || now().getTime() - last < pauseOfTelling) return;
    isAtWork = true;
    await work();
    isAtWork = false;
    last = now().getTime();
  };
};

type Found = Pick<Investigation, 'credentials' | 'created'>;

/**
 * Which credentials are worth looking up by their ids: each costs a request in every Region, and a key of a pipeline has
 * issued thousands that are the workload's and had ended before containment. The keys of a user were found by its name.
 */
const worthAsking = (
  credentials: readonly KnownCredential[],
  question: InvestigateQuestion,
  knowsWorkload: boolean,
): ((id: string) => boolean) => {
  const byName = 'user' in question;
  const endedBefore = ({ verdict, until = '' }: KnownCredential): boolean =>
    verdict?.what === 'expired' && (question.containedAt === undefined || until <= question.containedAt);
  // Where no workload is known, what was issued before the report is as likely the thief's.
  const isIdle = ({ verdict }: KnownCredential): boolean => knowsWorkload && isWorkloads(verdict);
  const idle = credentials.filter(
    (each) => (endedBefore(each) && isIdle(each)) || (byName && each.issuedBy === null),
  );
  const left = new Set(idle.map(({ id }) => id));
  return (id) => !left.has(id);
};

const aboutLeftOut = (leftOut: number): string[] =>
  leftOut > 0
    ? [
        `${leftOut} credentials that were issued before the leak began, or from where the workload works, had ended and were not looked up: what they did is not told.`,
      ]
    : [];

const whoseCalls = (subject: Subject): Pick<Investigation, 'accessKeyId' | 'userName'> =>
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
