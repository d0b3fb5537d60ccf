import { type IssuedSession, longestLived } from '#lib/incident/issued-sessions.ts';
import type { Activity, SourceCount } from './activity.ts';
import { CertainCalls } from './certain-calls.ts';
import { type Circumstances, judgeCreated, judgeDescendants } from './descendants/verdicts.ts';
import type { Json } from './detail.ts';
import { withGoneCompute } from './gone-compute.ts';
import { IdSet } from './id-set.ts';
import type { Investigation } from './investigation.ts';
import { keepsDrawing } from './keeps-drawing.ts';
import type { CallKeeper } from './kept-call.ts';
import { type LeakKnown, leakBegan } from './leak-began.ts';
import { type Call, callOf } from './lineage/call.ts';
import { issuedIn } from './lineage/issuing.ts';
import type { Known } from './lineage/known.ts';
import { Lineage } from './lineage/lineage.ts';
import { credentialsOf } from './lineage-credentials.ts';
import { createdThings, inTime, type MadeThing, MadeThings } from './made-things.ts';
import { CallsOnBehalf } from './on-behalf.ts';
import { OthersUnderTheName } from './others.ts';
import { UsePattern } from './pattern.ts';
import { Quarantines, quarantineIn } from './quarantine.ts';
import { issuedSessions } from './sessions-of.ts';
import { isOfUser, ownIdOf, type Subject } from './subject.ts';
import type { TrailRecord } from './trail-record.ts';
import { Uses } from './uses.ts';

type Gathered = Omit<Investigation, 'accessKeyId' | 'userName' | 'window' | 'coverage' | 'owner' | 'notes'>;

interface GatherOptions {
  /** Whether each record comes once, as it does when it is looked up. */
  seenOnce?: boolean;
  /** When containment was read back, ISO 8601 UTC: what succeeds after it is told apart. */
  containedAt?: string | undefined;
  /** Whether it is known who else uses roles under a session name; of files all is known that they hold. */
  knowsName?(sessionName: string): boolean;
  /** Whether the user of the leaked credential is known not to be denied. */
  userIsFree?: boolean | undefined;
  /** Is handed each call that is counted. */
  keeper?: CallKeeper | undefined;
}

const mostUnnamed = 500;

const rolesMade = (made: readonly MadeThing[]): Set<string> =>
  new Set(made.filter(({ kind, removedAt }) => kind === 'role' && !removedAt).map(({ id }) => id));

const ofReportedUser = {
  certain: false,
  why: 'it acted under the name of the user that was reported: it may be the leaked one or one of the user',
};

/**
 * Takes the records of a trail one by one: first to find the lineage (`link`), in any order and as often as needed,
 * then to count what it did (`count`), each record once. Holds what the lineage did and not the trail.
 */
export class Gatherer {
  readonly lineage: Lineage;
  readonly #subject: Subject;
  readonly #certain: CertainCalls;
  readonly #uncertain = new MadeThings();
  readonly #uses = new Uses();
  readonly #pattern = new UsePattern();
  readonly #onBehalf = new CallsOnBehalf();
  readonly #others = new OthersUnderTheName();
  readonly #arns = new Set<string>();
  readonly #counted = new IdSet();
  readonly #links = new IdSet();
  readonly #keeper: CallKeeper | undefined;
  readonly #knowsName: GatherOptions['knowsName'];
  readonly #userIsFree: boolean;
  readonly #quarantines = new Quarantines();
  /** Sessions whose ids their records leave out: they live all the same. */
  readonly #unnamed = new Map<string, IssuedSession>();
  /** Records that the trail holds more than once. */
  repeated = 0;
  /** Calls of a user that no credential is known for. */
  unlisted = 0;

  constructor(
    subject: Subject,
    { containedAt, knowsName, userIsFree = false, keeper, ...options }: GatherOptions = {},
  ) {
    this.#knowsName = knowsName;
    this.#userIsFree = userIsFree;
    this.#keeper = keeper;
    this.#certain = new CertainCalls(containedAt);
    this.#subject = subject;
    this.lineage = new Lineage('user' in subject ? null : subject.accessKeyId, options);
  }

  link(detail: Json): void {
    const call = callOf(detail);
    const caller = this.lineage.link(call);
    if (caller && call.callerArn !== null && this.#arns.size < 10_000) this.#arns.add(call.callerArn);
  }

  /** @returns whether the call is one of the lineage and had not been counted yet */
  count(record: TrailRecord, detail: Json): boolean {
    const call = callOf(detail);
    const known = this.#rootOfUser(record) ?? this.#follower(call);
    if (!known && !this.#isUnlisted(record)) {
      if (this.#isOnBehalf(call)) this.#onBehalf.add(call, record);
      this.#others.add(call, this.lineage);
      this.#keepLink(call, record, detail);
      return false;
    }
    if (record.eventId !== 'unnamed' && !this.#counted.add(record.eventId)) {
      this.repeated += 1;
      return false;
    }
    this.#keeper?.keep(record, detail, known?.id ?? `user:${record.identity?.arn}`);
    if (known) this.#countOf(known, record, detail);
    else {
      this.unlisted += 1;
      this.#certain.addCountOnly(record);
    }
    return true;
  }

  /** Keeps what others recorded of the lineage: a service hands a role's session to compute, an account lets a role in. */
  #keepLink(call: Call, record: TrailRecord, detail: Json): void {
    if (!this.#keeper || !issuedIn(call).some(({ id }) => this.lineage.has(id))) return;
    // Not among what is counted: its caller may turn out to be of the lineage.
    if (record.eventId === 'unnamed' || this.#links.add(record.eventId))
      this.#keeper.keepLink(record, detail);
  }

  #countOf(known: Pick<Known, 'id' | 'issuedBy'>, record: TrailRecord, detail: Json): void {
    this.#uses.add(known.id, record);
    const session = record.issued?.session;
    if (session?.id.startsWith('unnamed-') && this.#unnamed.size < mostUnnamed)
      this.#unnamed.set(session.id, session);
    if (known.issuedBy === null) this.#learn(record);
    const byAws = quarantineIn(record, detail);
    if (byAws) this.#quarantines.add(byAws);
    const theirs = byAws ? { ...record, made: null, removed: null } : record;
    // Of a user whose leaked key nobody knows all is counted: nothing about it is certain.
    if ('user' in this.#subject || this.lineage.isCertain(known.id)) {
      if (byAws) this.#certain.addCountOnly(theirs, known.id);
      else this.#certain.add(record, detail, known.id);
    } else this.#uncertain.add(theirs, known.id);
  }

  /** Learns how the credential that leaked is used from a record that is not to be counted. */
  learn(record: TrailRecord, detail: Json): void {
    const isRoot = this.#rootOfUser(record) ?? this.#follower(callOf(detail))?.issuedBy === null;
    if (isRoot) this.#learn(record);
  }

  #learn({ eventTime, sourceIp, userAgent }: TrailRecord): void {
    if (eventTime !== null) this.#pattern.add({ ip: sourceIp, userAgent }, Date.parse(eventTime));
  }

  // A key of the reported user counts as long as it acts under the user's name.
  #follower(call: Call): Known | undefined {
    const known = this.lineage.callerOf(call);
    return known?.issuedBy === null && 'user' in this.#subject ? undefined : known;
  }

  // LookupEvents also finds role sessions that somebody named like the user.
  #rootOfUser(record: TrailRecord): { id: string; issuedBy: null } | undefined {
    if (!('user' in this.#subject) || !isOfUser(this.#subject.user, record)) return undefined;
    const id = ownIdOf(record);
    if (id === null) return undefined;
    this.lineage.addRoot(id, ofReportedUser);
    return { id, issuedBy: null };
  }

  #isUnlisted(record: TrailRecord): boolean {
    return 'user' in this.#subject && isOfUser(this.#subject.user, record) && ownIdOf(record) === null;
  }

  #isOnBehalf({ invokedBy, callerArn, callerType }: Call): boolean {
    return (
      invokedBy !== null && callerType !== 'AWSService' && callerArn !== null && this.#arns.has(callerArn)
    );
  }

  /** What is known of the lineage so far, with what is to be done about it. */
  soFar(now: string, known: LeakKnown = {}): Pick<Gathered, 'credentials' | 'created'> {
    return this.#judged(this.#made(this.activity()), this.#circumstances(now, known));
  }

  #made(activity: Activity): MadeThing[] {
    return withGoneCompute([...activity.made, ...this.#uncertain.result()].sort(inTime), this.lineage);
  }

  #judged(
    made: readonly MadeThing[],
    circumstances: Circumstances,
  ): Pick<Gathered, 'credentials' | 'created'> {
    const credentials = judgeDescendants(credentialsOf(this.lineage, this.#uses), circumstances);
    const byDefault = 'user' in this.#subject ? this.#subject.user.name : this.#subject.accessKeyId;
    return { credentials, created: judgeCreated(createdThings(made, byDefault), credentials, circumstances) };
  }

  #circumstances(now: string, known: LeakKnown): Circumstances {
    const leak = leakBegan(this.#pattern, known);
    return {
      leak,
      now,
      classify: this.#pattern.hasHistory ? this.#classify : () => undefined,
      ...(this.#knowsName && { knowsName: this.#knowsName }),
      userIsFree: this.#userIsFree,
      usedByOthers: (credential) => this.#others.use(credential, this.lineage, now),
    };
  }

  /** Whether anything is known of a workload that uses the credential, too. */
  get knowsWorkload(): boolean {
    return this.#pattern.hasHistory;
  }

  activity(): Activity {
    return this.#certain.activity();
  }

  /**
   * @param activity what `activity` answered
   * @param now the time to judge by, ISO 8601 UTC
   */
  result(activity: Activity, now: string, known: LeakKnown = {}): Gathered {
    const circumstances = this.#circumstances(now, known);
    const { leak } = circumstances;
    const made = this.#made(activity);
    const { credentials, created } = this.#judged(made, circumstances);
    return {
      credentials,
      ...this.#certain.result(activity),
      created,
      sessions: longestLived([...issuedSessions(credentials), ...this.#unnamed.values()]),
      made,
      sources: activity.sources.map((source) => this.#withPattern(source)),
      leak,
      keepsDrawing: keepsDrawing(this.lineage, credentials, rolesMade(made)),
      onBehalf: this.#onBehalf.result(),
      quarantine: this.#quarantines.result(),
    };
  }

  readonly #classify = (source: Parameters<UsePattern['classify']>[0]) => this.#pattern.classify(source);

  #withPattern(source: SourceCount): SourceCount {
    return this.#pattern.hasHistory ? { ...source, pattern: this.#pattern.classify(source) } : source;
  }
}
