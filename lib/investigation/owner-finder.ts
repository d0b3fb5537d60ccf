import type { Holder } from './holder.ts';
import type { TrailRecord } from './trail-record.ts';

/** Whose a temporary credential is, as far as the trail tells. */
export type OwnerFinding =
  | ({ state: 'found' } & Holder)
  /** Records disagree: nobody may act on either. */
  | { state: 'contradicted'; holders: Holder[] }
  | { state: 'not-found' };

interface Seen {
  holder: Holder;
  at: string;
}

const mostKept = 10;

// Ids outlive names: a renamed user is the same one. Names decide only where a record has no id.
const isSame = (
  { accountId, owner: one }: Holder,
  { accountId: otherAccount, owner: other }: Holder,
): boolean => {
  if (accountId !== otherAccount) return false;
  if (one.type === 'user' && other.type === 'user')
    return one.userId && other.userId ? one.userId === other.userId : one.userName === other.userName;
  if (one.type !== 'role-session' || other.type !== 'role-session') return one.type === other.type;
  const sameNames = one.roleName === other.roleName && one.sessionName === other.sessionName;
  return sameNames && (!one.roleId || !other.roleId || one.roleId === other.roleId);
};

/** Finds out whose a key is, record by record: by the calls that it signed, and by the call that issued it. */
export class OwnerFinder {
  readonly #accessKeyId: string;
  readonly #accountId: string | null;
  #seen: Seen[] = [];

  /** @param accountId the account that the key is known to be of, where that is known: a record that names another does not count */
  constructor(accessKeyId: string, accountId: string | null) {
    this.#accessKeyId = accessKeyId;
    this.#accountId = accountId;
  }

  /** @returns whether this record tells the owner */
  add(record: TrailRecord): boolean {
    const holder = this.#holderIn(record);
    if (!holder || (this.#accountId !== null && holder.accountId !== this.#accountId)) return false;
    this.#note({ holder, at: record.eventTime ?? '' });
    return true;
  }

  result(): OwnerFinding {
    const [only, ...others] = this.#seen.map(({ holder }) => holder);
    if (!only) return { state: 'not-found' };
    return others.length > 0
      ? { state: 'contradicted', holders: [only, ...others] }
      : { state: 'found', ...only };
  }

  // Ids that differ in one character exist: only the very same id is the key.
  #holderIn({ signer, issued }: TrailRecord): Holder | null {
    if (signer?.accessKeyId === this.#accessKeyId) {
      const { accountId, owner } = signer;
      return { accountId, owner };
    }
    return issued?.session.id === this.#accessKeyId ? issued.holder : null;
  }

  #note(seen: Seen): void {
    const known = this.#seen.find(({ holder }) => isSame(holder, seen.holder));
    if (!known && this.#seen.length < mostKept) this.#seen.push(seen);
    // The newest record has the name that holds today.
    if (known && seen.at > known.at) Object.assign(known, seen);
  }
}
