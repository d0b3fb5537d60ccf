import { parseKeyId } from '#lib/credential/key-id.ts';
import type { Count } from './activity.ts';
import { earlier, later } from './coverage.ts';
import type { KnownCredential } from './investigation.ts';
import { kindOf, principalOf } from './leaked-credential.ts';
import type { CallerIdentity, TrailRecord } from './trail-record.ts';

interface Used extends Count {
  identity: CallerIdentity | null;
}

const mostKept = 200;

// ConsoleLogin carries no key id; the calls that follow it carry one each session.
const idOf = ({ accessKeyId, eventSource, identity }: TrailRecord): string | null =>
  accessKeyId ??
  (eventSource === 'signin.amazonaws.com' && identity?.arn ? `console-session:${identity.arn}` : null);

const certainlyUsers =
  'it acted under the name of the user that was reported: it may be the leaked one or one of the user';

/** The credentials that acted under a user's name: which of them leaked, nobody has said. */
export class CredentialsOfUser {
  readonly #used = new Map<string, Used>();
  #unlisted = 0;

  add(record: TrailRecord): void {
    const id = idOf(record);
    const known = id === null ? undefined : this.#used.get(id);
    if (id === null || (!known && this.#used.size >= mostKept)) {
      this.#unlisted += 1;
      return;
    }
    const { eventTime: at, identity } = record;
    this.#used.set(id, {
      events: (known?.events ?? 0) + 1,
      first: earlier(known?.first ?? null, at),
      last: later(known?.last ?? null, at),
      identity: known?.identity ?? identity,
    });
  }

  /** Calls that no listed credential is known for. */
  get unlisted(): number {
    return this.#unlisted;
  }

  /** The most used one first. */
  result(): KnownCredential[] {
    return [...this.#used]
      .sort(([, a], [, b]) => b.events - a.events)
      .map(([id, used]) => credential(id, used));
  }
}

const credential = (id: string, { events, first, last, identity }: Used): KnownCredential => ({
  id,
  ...(parseKeyId(id).kind === 'not-a-key-id'
    ? { kind: 'console-session', why: certainlyUsers }
    : kindOf(id, identity, certainlyUsers)),
  issuedBy: null,
  via: null,
  issuedAt: null,
  principal: principalOf(identity),
  certain: false,
  events,
  ...(first ? { firstUsed: first } : {}),
  ...(last ? { lastUsed: last } : {}),
});
