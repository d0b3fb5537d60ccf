import type { CloudTrailRecord } from '#infra/local/trail/cloudtrail-record.ts';
import { asSession, asUser, type Caller, roleOf } from './callers.ts';
import { assumeRole, everydayCall, type Moment, recordOf } from './calls.ts';
import type { Random } from './random.ts';

const hour = 3_600_000;
const roles = 40;
/** Of its calls, one in so many issues a session. */
const issuing = 5;

const thief = { sourceIPAddress: '203.0.113.77', userAgent: 'Boto3/1.40.12 md/Botocore#1.40.12 ua/2.1' };

interface Session {
  caller: Caller;
  until: Date;
}

/**
 * What a leaked key does, call by call: itself and its sessions issue further ones, in long chains and in wide fans,
 * and all of them call. A session is used only as long as it lives: an hour, which is as long as a chained one can.
 */
export class Lineage {
  readonly #leaked: Caller;
  readonly #random: Random;
  /** Those that still live, the oldest first, from `#oldest` on. */
  #sessions: Session[] = [];
  #oldest = 0;
  /** The leaked key and every session that came of it. */
  credentials = 1;

  constructor(leakedKey: string, random: Random) {
    this.#leaked = asUser(leakedKey, 'deploy-bot', thief);
    this.#random = random;
  }

  /** The next call; moments never go back. */
  call(moment: Moment): CloudTrailRecord {
    this.#bury(moment.at);
    const random = this.#random;
    return random.below(issuing) === 0
      ? this.#issue(moment)
      : recordOf(everydayCall(random), this.#anyone(), moment, random);
  }

  #issue(moment: Moment): CloudTrailRecord {
    const random = this.#random;
    const parent = random.of([this.#leaked, this.#newest(), this.#newest(), this.#anyone()]);
    const issued = { id: random.id('ASIA'), until: new Date(moment.at.getTime() + hour) };
    const role = roleOf(random.below(roles));
    const name = `run-${this.credentials}`;
    this.#sessions.push({ caller: asSession(issued.id, role, name, moment.at, thief), until: issued.until });
    this.credentials += 1;
    return recordOf(assumeRole(role, name, issued, random), parent, moment, random);
  }

  #newest(): Caller {
    return this.#sessions.length > this.#oldest
      ? (this.#sessions.at(-1)?.caller ?? this.#leaked)
      : this.#leaked;
  }

  #anyone(): Caller {
    const chosen = this.#oldest - 1 + this.#random.below(this.#sessions.length - this.#oldest + 1);
    return chosen < this.#oldest ? this.#leaked : (this.#sessions[chosen]?.caller ?? this.#leaked);
  }

  #bury(now: Date): void {
    while (this.#oldest < this.#sessions.length && (this.#sessions[this.#oldest]?.until ?? now) <= now)
      this.#oldest += 1;
    if (this.#oldest < 1_000) return;
    this.#sessions = this.#sessions.slice(this.#oldest);
    this.#oldest = 0;
  }
}
