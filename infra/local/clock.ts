import type { Clock } from './contract.ts';

interface Appointment {
  at: number;
  callback: () => void | Promise<void>;
  timer?: NodeJS.Timeout;
}

/** Node's longest timer, in milliseconds: what lies further ahead is waited for in several turns. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Real time plus an offset. Appointments are kept whether time passes by itself or is moved; waiting for them
 * does not keep the process alive.
 */
export class MovableClock implements Clock {
  #offset: number;
  #destination: number;
  readonly #appointments = new Set<Appointment>();
  readonly #holds = new Set<Promise<unknown>>();

  /** @param start the time that the clock shows now; the machine's own by default. */
  constructor(start?: Date) {
    this.#offset = start ? start.getTime() - Date.now() : 0;
    this.#destination = this.#offset;
  }

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  /**
   * Keeps every appointment on the way in the order of time, at its own time, each one awaited before the next.
   * Two moves at once add up.
   * @throws what a callback throws; later appointments then stay due.
   */
  async advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0)) throw new RangeError('a clock moves forward only');
    this.#destination += milliseconds;
    const destination = this.#destination;
    try {
      for (let next = await this.#next(); next; next = await this.#next()) {
        if (next.at > Date.now() + destination) break;
        this.#offset = Math.max(this.#offset, Math.min(destination, next.at - Date.now()));
        this.#remove(next);
        await next.callback();
      }
      this.#offset = Math.max(this.#offset, destination);
    } finally {
      for (const appointment of this.#appointments) this.#wait(appointment);
    }
  }

  at(at: Date, callback: () => void | Promise<void>): { cancel(): void } {
    const appointment: Appointment = { at: at.getTime(), callback };
    this.#appointments.add(appointment);
    this.#wait(appointment);
    return { cancel: () => this.#remove(appointment) };
  }

  /** Work that began by itself while time was being moved would otherwise see hours pass in its midst. */
  hold(work: Promise<unknown>): void {
    const held: Promise<unknown> = Promise.allSettled([work]).then(() => this.#holds.delete(held));
    this.#holds.add(held);
  }

  async #next(): Promise<Appointment | undefined> {
    while (this.#holds.size > 0) await Promise.all(this.#holds);
    return this.#earliest();
  }

  /** Of two at the same time, the one that was made first: a Set keeps the order of insertion. */
  #earliest(): Appointment | undefined {
    let earliest: Appointment | undefined;
    for (const each of this.#appointments) if (!earliest || each.at < earliest.at) earliest = each;
    return earliest;
  }

  #wait(appointment: Appointment): void {
    clearTimeout(appointment.timer);
    const left = appointment.at - this.now().getTime();
    appointment.timer = setTimeout(() => this.#rung(appointment), Math.min(Math.max(left, 0), LONGEST_WAIT));
    appointment.timer.unref();
  }

  /** A timer may ring a little early, or only for a part of a long wait. */
  async #rung(appointment: Appointment): Promise<void> {
    if (appointment.at > this.now().getTime()) return this.#wait(appointment);
    this.#remove(appointment);
    await appointment.callback();
  }

  #remove(appointment: Appointment): void {
    clearTimeout(appointment.timer);
    this.#appointments.delete(appointment);
  }
}
