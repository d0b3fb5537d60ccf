import { part, text } from '../detail.ts';
import type { Call } from './call.ts';
import type { Door } from './door.ts';

interface Change {
  at: number;
  by: string | null;
}

const changing = /^iam:(Create|Update|Delete)LoginProfile$/;
const mostKept = 20_000;

/** When passwords were set or taken away, and by which key: a sign-in after somebody else's change is not the thief's. */
export class PasswordChanges {
  readonly #changes = new Map<string, Change[]>();
  #kept = 0;

  note(call: Call): void {
    if (!changing.test(call.action) || !call.succeeded || call.at === null || this.#kept >= mostKept) return;
    const name = text(part(call.detail['requestParameters'])['userName']) ?? call.callerName;
    const key = `${call.accountId} ${name}`;
    const changes = this.#changes.get(key) ?? [];
    if (changes.some(({ at, by }) => at === call.at && by === call.accessKeyId)) return;
    this.#kept += 1;
    this.#changes.set(key, [...changes, { at: call.at, by: call.accessKeyId }]);
  }

  /** Whether somebody who is not of the lineage set another password after the door was opened and before the call. */
  changedBetween(
    door: Extract<Door, { kind: 'login-profile' }>,
    call: Call,
    isOurs: (key: string) => boolean,
  ): boolean {
    const changes = this.#changes.get(`${door.accountId} ${door.userName}`) ?? [];
    return changes.some(
      ({ at, by }) => at > door.at && at <= (call.at ?? at) && (by === null || !isOurs(by)),
    );
  }
}
