import { type Activity, ActivityCounter } from './activity.ts';
import { CredentialsOfUser } from './credentials-of-user.ts';
import type { Investigation, KnownCredential } from './investigation.ts';
import { IssuedSessions } from './issued.ts';
import { leakedCredential } from './leaked-credential.ts';
import { createdThings } from './made-things.ts';
import type { Subject } from './subject.ts';
import type { TrailRecord } from './trail-record.ts';

type Gathered = Pick<
  Investigation,
  | 'credentials'
  | 'events'
  | 'failed'
  | 'lastSucceeded'
  | 'actions'
  | 'created'
  | 'sessions'
  | 'made'
  | 'sources'
>;

/** Takes the records of a subject one by one, in memory that does not grow with their number. */
export class Gatherer {
  readonly #subject: Subject;
  readonly #activity: ActivityCounter;
  readonly #ofUser = new CredentialsOfUser();
  readonly #sessions = new IssuedSessions();

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#activity = new ActivityCounter(subject);
  }

  add(record: TrailRecord): void {
    if (!this.#activity.add(record)) return;
    if ('user' in this.#subject) this.#ofUser.add(record);
    if (record.issued) this.#sessions.add(record.issued.session);
  }

  activity(): Activity {
    return this.#activity.result();
  }

  /** Calls of a user for which no credential is listed. */
  get unlisted(): number {
    return this.#ofUser.unlisted;
  }

  /** @param activity what `activity` answered */
  result(activity: Activity): Gathered {
    const subject = this.#subject;
    const { events, failed, lastSucceeded, actions, made, sources } = activity;
    return {
      credentials: this.#credentials(activity),
      events,
      failed,
      lastSucceeded,
      actions,
      created: createdThings(made, 'user' in subject ? subject.user.name : subject.accessKeyId),
      sessions: this.#sessions.result(),
      made,
      sources,
    };
  }

  #credentials(activity: Activity): KnownCredential[] {
    const subject = this.#subject;
    return 'user' in subject ? this.#ofUser.result() : [leakedCredential(subject.accessKeyId, activity)];
  }
}
