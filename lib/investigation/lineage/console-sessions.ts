import type { Call } from './call.ts';
import { linkOfEntry } from './entering.ts';
import { entryOf } from './entry.ts';
import type { LineageGraph } from './graph.ts';

/** A console session begins when its user has signed in, give or take, milliseconds. */
const signInTakes = 5_000;

/**
 * Sessions that came in by a password, and the sign-ins that they follow from. Either may be read first: each session is
 * linked anew when more is known.
 */
export class ConsoleSessions {
  readonly #graph: LineageGraph;
  /** By the ARN of the user: one call of each session. */
  readonly #sessions = new Map<string, { id: string; call: Call }[]>();
  /** By the ARN of the user, milliseconds. */
  readonly #signIns = new Map<string, number[]>();

  constructor(graph: LineageGraph) {
    this.#graph = graph;
  }

  signedIn({ callerArn, at }: Call): void {
    if (callerArn === null || at === null) return;
    const times = this.#signIns.get(callerArn) ?? [];
    if (!times.includes(at)) this.#signIns.set(callerArn, [...times, at]);
  }

  add(id: string, call: Call): void {
    const arn = call.callerArn ?? '';
    this.#sessions.set(arn, [...(this.#sessions.get(arn) ?? []), { id, call }]);
    this.follow(arn);
  }

  /** Links the sessions of a user to its sign-in, once that is known. */
  follow(arn: string | null): void {
    const signIn = `console-session:${arn}`;
    if (!this.#graph.has(signIn)) return;
    for (const { id, call } of this.#sessions.get(arn ?? '') ?? []) {
      // That the lineage made the user may have been found since.
      const entry = entryOf(call, this.#graph.doors);
      if (!entry) continue;
      const certain = entry.certain || this.#began(call);
      this.#graph.relink(id, { ...linkOfEntry(entry, call), issuedBy: signIn, certain });
    }
  }

  followAll(): void {
    for (const arn of this.#sessions.keys()) this.follow(arn);
  }

  /** Whether the session of a call began when its user signed in. */
  #began({ callerArn, sessionBegan, fromConsole }: Call): boolean {
    if (!fromConsole || callerArn === null || sessionBegan === null) return false;
    return (this.#signIns.get(callerArn) ?? []).some((at) => Math.abs(at - sessionBegan) <= signInTakes);
  }
}
