/**
 * Polling ends here for now, and the next run goes on: a limit was reached, nothing is wrong. `of` says how much ends
 * with it. The message is for people.
 */
export class PollStopped extends Error {
  readonly of: 'run' | 'host' | 'installation';
  /** When GitHub may be asked again, ISO 8601 UTC, where it said so. */
  readonly until: string | undefined;
  constructor(of: PollStopped['of'], reason: string, until?: string) {
    super(until ? `${reason} until ${until}` : reason);
    this.name = 'PollStopped';
    this.of = of;
    this.until = until;
  }
}
