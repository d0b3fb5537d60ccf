import { IdSet } from '../id-set.ts';
import type { Call } from './call.ts';
import { ComputeEnds } from './compute-ends.ts';
import { ConsoleSessions } from './console-sessions.ts';
import type { Door, Entry } from './door.ts';
import { enteredAs, linkOfEntry, SameSessions, sameSession } from './entering.ts';
import { entryOf, entryOfIssued } from './entry.ts';
import { LineageGraph } from './graph.ts';
import { type Issued, issuedIn } from './issuing.ts';
import { issuedLink, type Known, type Link, sourceOf } from './known.ts';
import { doorsOf, mayOpen } from './opening.ts';
import { PasswordChanges } from './password-changes.ts';
import { Pending } from './pending.ts';

/**
 * The credentials that came from a leaked one, transitively, and the doors that they opened. Takes records in any order,
 * as often as one likes: nothing that was found is lost, and finding it again changes nothing. Links are made by key
 * ids, compared exactly; where a credential carries none, by the door that it came in by.
 */
export class Lineage {
  readonly #graph: LineageGraph;
  readonly #passwords = new PasswordChanges();
  readonly #ends = new ComputeEnds();
  readonly #sameSessions = new SameSessions();
  readonly #sessionArns = new Set<string>();
  /** What others issued, by a hash of its id: it is theirs, whatever it is called. */
  readonly #ofOthers = new IdSet();
  readonly #console: ConsoleSessions;
  /**
   * Whether every record was seen once. In a first reading somebody else's change of a password, or who issued an id,
   * may be still to come.
   */
  #seenOnce: boolean;
  #newest = Number.NEGATIVE_INFINITY;
  #unsettled = false;

  /**
   * @param rootId the leaked key; null where only a user is known, whose keys are then roots as they show up
   * @param seenOnce when what others did is looked up first: then one reading is enough
   */
  constructor(rootId: string | null, { pending = new Pending(), seenOnce = false } = {}) {
    this.#seenOnce = seenOnce;
    this.#graph = new LineageGraph(rootId, pending, {
      adopted: (known) => {
        if (known.kind === 'role-session' && known.sessionArn) this.#sessionArns.add(known.sessionArn);
        if (this.#sameSessions.add(known)) this.#unsettled = true;
      },
      opened: (door) => this.#opened(door),
    });
    this.#console = new ConsoleSessions(this.#graph);
    if (rootId !== null)
      this.addRoot(rootId, { certain: true, why: 'it is the key that was reported as leaked' });
  }

  /** Follows a further credential that nobody of the lineage issued. */
  addRoot(id: string, { certain, why }: { certain: boolean; why: string }): void {
    if (this.#graph.has(id)) return;
    const kind = /^A[KS]IA/.test(id)
      ? id.startsWith('ASIA')
        ? 'role-session'
        : 'access-key'
      : 'console-session';
    const link = { issuedBy: null, via: null, at: null, certain, why };
    this.#graph.do([{ issued: { id, kind, principal: null, accountId: null }, link }]);
  }

  get rootId(): string | null {
    return this.#graph.rootId;
  }

  /** As they were found: the leaked credential first, each after its issuer. */
  all(): Known[] {
    return this.#graph.all();
  }

  get(id: string): Known | undefined {
    return this.#graph.get(id);
  }

  has(id: string): boolean {
    return this.#graph.has(id);
  }

  doors(): Door[] {
    return this.#graph.doors.all();
  }

  /** Whether a role session of the lineage goes by this ARN; others may go by it too. */
  hasSessionOf(arn: string): boolean {
    return this.#sessionArns.has(arn);
  }

  /** Whether no link on the way from the leaked credential rests on inference. */
  isCertain(id: string): boolean {
    return this.#graph.isCertain(id);
  }

  /** Whether somebody ended compute, or took its role away, since the lineage started it. */
  hasEnded(door: Extract<Door, { kind: 'compute' }>): boolean {
    return this.#ends.hasEnded(door);
  }

  /** When somebody took compute away since the lineage started it, milliseconds. */
  goneAt(door: Extract<Door, { kind: 'compute' }>): number | undefined {
    return this.#ends.goneAt(door);
  }

  /** Credentials that were not followed because there are too many. */
  get beyond(): number {
    return this.#graph.beyond;
  }

  /** Who issued the leaked credential itself, where a record shows it. */
  get issuerOfRoot(): Link | undefined {
    return this.#graph.issuerOfRoot;
  }

  /** Whether records that were read already may hold more, now that more is known. */
  get unsettled(): boolean {
    return this.#unsettled;
  }

  /** To be called before the same records are read once more. */
  beginAgain(): void {
    this.#unsettled = false;
    this.#seenOnce = true;
    this.#graph.pending.clear();
    this.#newest = Number.NEGATIVE_INFINITY;
  }

  /** Notes what a record tells of the lineage. @returns the credential that made the call, when it is of the lineage */
  link(call: Call): Known | undefined {
    this.#passwords.note(call);
    this.#ends.note(call);
    const caller = this.callerOf(call);
    const issued = issuedIn(call);
    for (const each of issued) this.#issued(call, each, caller);
    if (issued.length === 0) this.#pair(call, caller);
    if (mayOpen(call.action)) this.#opens(call, caller);
    if (call.at !== null && call.at > this.#newest) this.#newest = call.at;
    if (this.#graph.pending.wasFull()) this.#unsettled = true;
    return caller;
  }

  /** The credential of the lineage that made a call, as far as is known now. */
  callerOf(call: Call): Known | undefined {
    const byKey = call.accessKeyId === null ? undefined : this.#graph.get(call.accessKeyId);
    const isMore = call.fromConsole && byKey?.linkCertain === false && !isOfConsole(byKey);
    if (byKey && !isMore) return byKey;
    const entry = entryOf(call, this.#graph.doors);
    if (entry) return this.#enter(entry, call) ?? byKey;
    if (byKey) return byKey;
    return this.#twin(call);
  }

  #twin(call: Call): Known | undefined {
    const { accessKeyId: id, sessionBegan } = call;
    const twin = this.#sameSessions.of(call);
    if (!twin || id === null || this.#ofOthers.has(id)) return undefined;
    if (!this.#seenOnce) return this.#later();
    this.#graph.do([sameSession(id, twin, sessionBegan)]);
    return this.#graph.get(id);
  }

  #enter(entry: Entry, call: Call): Known | undefined {
    const { door, id } = entry;
    const isSignIn = call.accessKeyId === null;
    if (isSignIn && !call.succeeded) return this.#graph.get(id);
    if (door.kind === 'login-profile' && !this.#mayUse(door, call)) return undefined;
    // Whether it came in by a password of the lineage may be still to come.
    if (door.kind === 'user' && call.fromConsole && !this.#seenOnce) return this.#later();
    const known = this.#graph.get(id);
    if (isSignIn) this.#console.signedIn(call);
    // Not every call of a console session says that it is one: the first that does tells what it is.
    const asConsole = isWayIntoConsole(door) && !(known && isOfConsole(known));
    if (!known) this.#graph.do([{ issued: enteredAs(entry, call), link: linkOfEntry(entry, call) }]);
    else if (asConsole) this.#graph.relink(id, linkOfEntry(entry, call), 'console-session');
    if (!isSignIn && asConsole && door.kind === 'login-profile') this.#console.add(id, call);
    if (isSignIn) this.#console.follow(call.callerArn);
    return this.#graph.get(id);
  }

  #later(): undefined {
    this.#unsettled = true;
    return undefined;
  }

  #mayUse(door: Extract<Door, { kind: 'login-profile' }>, call: Call): boolean {
    return this.#seenOnce && !this.#passwords.changedBetween(door, call, (key) => this.#graph.has(key));
  }

  #issued(call: Call, issued: Issued, caller: Known | undefined): void {
    const link = this.#linkTo(call, issued, caller);
    if (!caller) this.#ofOthers.add(issued.id);
    if (link) this.#graph.do([{ issued, link }]);
    // An inferred way in does not rule out that the caller turns out to be of the lineage.
    if (link?.certain) return;
    const { accessKeyId, sharedEventId } = call;
    const { pending } = this.#graph;
    if (accessKeyId !== null) pending.add(accessKeyId, { issued, link: issuedLink(call, accessKeyId) });
    else if (sharedEventId !== null)
      pending.add(`shared ${sharedEventId}`, { issued, link: paired(call, sharedEventId) });
  }

  #linkTo(call: Call, issued: Issued, caller: Known | undefined): Link | undefined {
    if (caller) return issuedLink(call, caller.id);
    const other =
      call.accessKeyId === null && call.sharedEventId !== null
        ? this.#graph.callerOfShared(call.sharedEventId)
        : undefined;
    if (other !== undefined) return paired(call, other);
    const entry = entryOfIssued(call, issued, this.#graph.doors);
    if (!entry) return undefined;
    const { door, certain, why } = entry;
    const via = door.kind === 'compute' ? door.via : call.eventName;
    return { issuedBy: door.openedBy, via, at: call.at, certain, why, from: sourceOf(call) };
  }

  // A role of another account leaves two records of one call: ours names the key, theirs the id that was issued.
  #pair({ sharedEventId, accessKeyId, succeeded, action }: Call, caller: Known | undefined): void {
    if (sharedEventId === null || accessKeyId === null || !succeeded || !action.startsWith('sts:')) return;
    if (caller) this.#graph.do(this.#graph.from(caller.id, [{ shared: sharedEventId }]));
    else this.#graph.pending.add(accessKeyId, { shared: sharedEventId });
  }

  #opens(call: Call, caller: Known | undefined): void {
    const openedBy = caller?.id ?? call.accessKeyId;
    if (openedBy === null) return;
    const doors = doorsOf(call, openedBy);
    if (caller) this.#graph.do(doors.map((opens) => ({ opens })));
    else for (const opens of doors) this.#graph.pending.add(openedBy, { opens });
  }

  // What was read before may have come in by it.
  #opened(door: Door): void {
    if (door.kind === 'user') this.#console.followAll();
    if (this.#newest >= door.at || (door.kind === 'login-profile' && !this.#seenOnce)) this.#unsettled = true;
  }
}

const isWayIntoConsole = ({ kind }: Door): boolean => kind === 'login-profile' || kind === 'signin-token';

const isOfConsole = ({ issuedBy }: Known): boolean =>
  /^(console-session|login-profile):/.test(issuedBy ?? '');

const paired = (call: Call, issuedBy: string): Link => ({
  ...issuedLink(call, issuedBy),
  why: `the record of the same ${call.eventName} in the account of the role answers with its id`,
});
