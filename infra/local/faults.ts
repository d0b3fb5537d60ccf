/** What a fault does to a call that was signed and allowed. */
export type Effect =
  | { kind: 'latency'; milliseconds: number }
  /** The service's own throttling error. */
  | { kind: 'throttle' }
  | { kind: 'error'; status: number; code: string; message?: string }
  /** The connection breaks before the operation ran. */
  | { kind: 'reset' }
  /** The operation runs, and then the connection breaks. */
  | { kind: 'reply-lost' };

export interface Fault {
  /** The signing name, `iam`. */
  service: string;
  operation?: string;
  region?: string;
  accessKeyId?: string;
  effect: Effect;
  /** How many calls it strikes; every one by default. */
  times?: number;
  /** How many matching calls pass before it begins to strike; none by default. */
  after?: number;
}

export interface FaultedCall {
  service: string;
  operation: string;
  region: string;
  accessKeyId: string;
}

interface Injected {
  fault: Fault;
  seen: number;
}

/** The faults that are injected into the embedded AWS at the moment. */
export class Faults {
  readonly #injected = new Set<Injected>();

  inject(fault: Fault): { remove(): void } {
    const injected = { fault, seen: 0 };
    this.#injected.add(injected);
    return { remove: () => this.#injected.delete(injected) };
  }

  clear(): void {
    this.#injected.clear();
  }

  /** What strikes this call, oldest first. Asking counts as the call: `times` and `after` run on. */
  strike(call: FaultedCall): Effect[] {
    const effects: Effect[] = [];
    for (const injected of this.#injected) {
      if (!concerns(injected.fault, call)) continue;
      const { times = Number.POSITIVE_INFINITY, after = 0, effect } = injected.fault;
      injected.seen += 1;
      if (injected.seen > after && injected.seen <= after + times) effects.push(effect);
    }
    return effects;
  }
}

const concerns = (fault: Fault, call: FaultedCall): boolean =>
  fault.service === call.service &&
  (fault.operation ?? call.operation) === call.operation &&
  (fault.region ?? call.region) === call.region &&
  (fault.accessKeyId ?? call.accessKeyId) === call.accessKeyId;
