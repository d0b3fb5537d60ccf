/**
 * Something that lets in whoever knows of it, with credentials that no call of the lineage issues: a console password,
 * a role whose trust was rewritten, an instance that fetches its role's credentials. Found by what a call of the
 * lineage made or changed.
 */
export type Door =
  /** The password of a user: sign-ins with it carry no key id. */
  | (Common & { kind: 'login-profile'; userName: string; userArn: string; madeUser: boolean })
  | (Common & { kind: 'user'; userName: string; userArn: string })
  /** A sign-in token for the console, taken with a session. */
  | (Common & { kind: 'signin-token'; sessionArn: string })
  /** Its sessions are named after it: an instance, a function, a task. */
  | (Common & {
      kind: 'compute';
      service: string;
      sessionName: string;
      role: string | null;
      region: string;
      /** Started by the lineage; otherwise it was there and was given a role. */
      made: boolean;
    })
  | (Common & { kind: 'role'; roleName: string; roleArn: string; made: boolean })
  /** An identity provider or trust anchor: who comes through it may be anybody. */
  | (Common & { kind: 'provider'; arn: string })
  /** An instance on which the lineage ran a command or opened a shell: it can read the credentials there. */
  | (Common & { kind: 'reached'; sessionName: string; ip: string });

export interface Common {
  /** Two calls that open the same door have the same. */
  key: string;
  /** The credential that opened it. */
  openedBy: string;
  /** The call that did. */
  via: string;
  /** Milliseconds. */
  at: number;
  /** When it was opened last, where it was opened more than once; milliseconds. */
  lastAt?: number;
  /** Where that call came from. */
  from: { ip: string | null; userAgent: string | null };
  accountId: string;
}

/** How a record came in by a door. */
export interface Entry {
  door: Door;
  /** What was used: a key id, or `console-session:<arn>`. */
  id: string;
  certain: boolean;
  why: string;
}
