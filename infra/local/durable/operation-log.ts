import { dueAt, gone, isOver, type RecordedOperation } from './operation.ts';

interface Entry {
  operation: RecordedOperation;
  /** When it changed, counted in writes. */
  revision: number;
}

/** The operations of one execution, and how much of them its running invocation knows. */
export class OperationLog {
  /** In the order of their start: a Map keeps the place of a key that is written again. */
  readonly #entries = new Map<string, Entry>();
  #revision = 0;
  #told = 0;

  /** @param execution the EXECUTION itself: the SDK takes the first operation for it. */
  constructor(execution: RecordedOperation) {
    this.write([execution]);
  }

  find(id: string): RecordedOperation | undefined {
    return this.#entries.get(id)?.operation;
  }

  all(): RecordedOperation[] {
    return [...this.#entries.values()].map(({ operation }) => operation);
  }

  write(operations: Iterable<RecordedOperation>): void {
    this.#revision += 1;
    for (const operation of operations) {
      this.#entries.set(operation.Id, { operation, revision: this.#revision });
    }
  }

  /**
   * What a replay needs: the children of a context that is over are left out, unless it asked for them (Lambda API
   * reference, GetDurableExecutionState).
   */
  live(): RecordedOperation[] {
    return this.all().filter((operation) => !this.#isReplaced(operation));
  }

  /** What has changed since the invocation was last told. */
  unseen(): RecordedOperation[] {
    return this.live().filter(({ Id }) => (this.#entries.get(Id)?.revision ?? 0) > this.#told);
  }

  markTold(): void {
    this.#told = this.#revision;
  }

  /** Ends the waits that are over and readies the steps that may be tried again. @returns their ids */
  settle(now: Date): string[] {
    const settled: RecordedOperation[] = [];
    for (const operation of this.live()) {
      const at = dueAt(operation);
      if (at && at <= now) settled.push(gone(operation, at));
    }
    if (settled.length > 0) this.write(settled);
    return settled.map(({ Id }) => Id);
  }

  /** When the next operation goes on by itself. */
  nextDue(): Date | undefined {
    let next: Date | undefined;
    for (const operation of this.live()) {
      const at = dueAt(operation);
      if (at && (!next || at < next)) next = at;
    }
    return next;
  }

  #isReplaced({ ParentId }: RecordedOperation): boolean {
    for (let id = ParentId; id !== undefined; ) {
      const parent = this.find(id);
      if (parent && isOver(parent.Status) && !parent.ContextDetails?.ReplayChildren) return true;
      id = parent?.ParentId;
    }
    return false;
  }
}
