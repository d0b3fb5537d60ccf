import type { Json } from './detail.ts';
import type { Technique, Touched } from './investigation.ts';
import { inTime } from './made-things.ts';
import { actionOf, makings } from './making.ts';
import { type Effect, effectsOf } from './meaning/effects.ts';
import { type TechniqueRef, techniquesOf } from './meaning/techniques.ts';
import { touchedBy } from './meaning/touched.ts';
import type { TrailRecord } from './trail-record.ts';

const mostTouched = 500;
const mostCodes = 200;

interface Counted extends Pick<Technique, 'name' | 'events'> {
  failed: number;
  /** One technique serves several tactics: how many calls each. */
  tactics: Map<string, number>;
}

const mostOf = (tactics: ReadonlyMap<string, number>): string =>
  [...tactics].sort(([a, one], [b, other]) => other - one || a.localeCompare(b))[0]?.[0] ?? 'unknown';

/** Gathers what calls mean: techniques, what they touched, how they failed. */
export class Meanings {
  readonly #techniques = new Map<string, Counted>();
  readonly #touched = new Map<string, Touched>();
  readonly #codes = new Map<string, number>();
  readonly #effects = new Map<string, Set<Effect>>();

  /**
   * @param by the credential that made the call
   * @returns the techniques that it shows, the one that tells most first
   */
  add(record: TrailRecord, detail: Json, by: string): readonly TechniqueRef[] {
    const { eventSource, eventName, errorCode } = record;
    const action = actionOf(eventSource, eventName);
    const techniques = techniquesOf(action, detail);
    for (const technique of techniques) this.#count(technique, errorCode !== null);
    if (errorCode === null) this.#succeeded(record, detail, action, by);
    else this.#fail(errorCode);
    return techniques;
  }

  #succeeded(record: TrailRecord, detail: Json, action: string, by: string): void {
    const effects = this.#effects.get(action) ?? new Set<Effect>();
    for (const effect of effectsOf(action, record.readOnly, detail)) effects.add(effect);
    this.#effects.set(action, effects);
    this.#touch(record, detail, action, by);
  }

  #count({ id, name, tactic }: TechniqueRef, failed: boolean): void {
    const known = this.#techniques.get(id) ?? { name, events: 0, failed: 0, tactics: new Map() };
    known.events += 1;
    if (failed) known.failed += 1;
    known.tactics.set(tactic, (known.tactics.get(tactic) ?? 0) + 1);
    this.#techniques.set(id, known);
  }

  #fail(code: string): void {
    if (this.#codes.has(code) || this.#codes.size < mostCodes)
      this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
  }

  #touch(
    { eventTime, eventName, region, made }: TrailRecord,
    detail: Json,
    action: string,
    by: string,
  ): void {
    const touched = touchedBy(action, detail);
    // What was made is told as made; what it was made on, which stood before, as touched.
    const onlyMade = made?.type !== undefined && !makings.get(action)?.touches;
    if (!touched || eventTime === null || onlyMade) return;
    const key = JSON.stringify([touched.kind, touched.id, eventName, region]);
    const known = this.#touched.get(key);
    if (known ? known.at >= eventTime : this.#touched.size >= mostTouched) return;
    this.#touched.set(key, { ...touched, by, at: eventTime, eventName, region });
  }

  techniques(): Technique[] {
    return [...this.#techniques]
      .map(([id, { name, events, failed, tactics }]) => ({
        id,
        name,
        tactic: mostOf(tactics),
        events,
        failed,
      }))
      .sort((a, b) => b.events - a.events || a.id.localeCompare(b.id));
  }

  /** The oldest first. */
  touched(): Touched[] {
    return [...this.#touched.values()].sort(inTime);
  }

  errors(): { code: string; events: number }[] {
    return [...this.#codes]
      .map(([code, events]) => ({ code, events }))
      .sort((a, b) => b.events - a.events || a.code.localeCompare(b.code));
  }

  /** What calls of an action amount to: `read-data`, `shared`, `billed`. */
  effectsOf(action: string): Effect[] {
    return [...(this.#effects.get(action) ?? [])];
  }
}
