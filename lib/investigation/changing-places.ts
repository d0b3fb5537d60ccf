import { dayOf, isRegular, type Seen } from './seen.ts';

/** From so many places a tool has to be seen before they count as changing. */
const changing = 5;

/** More of one day tell nothing further. */
const mostOfADay = changing;

/**
 * The places one tool is seen from. They change where new ones turn up again and again, as a pipeline's do whose runners
 * are rented: a thief who goes through a handful of exits in an hour does not make the places of a workload so.
 */
export class ChangingPlaces {
  readonly #days = new Map<number, Map<string, number>>();

  /** In any order. @param at milliseconds */
  add(place: string, at: number): void {
    const day = dayOf(at);
    const places = this.#days.get(day) ?? new Map<string, number>();
    if (places.size < mostOfADay || places.has(place))
      places.set(place, Math.min(at, places.get(place) ?? at));
    this.#days.set(day, places);
  }

  get areChanging(): boolean {
    const firsts = new Map<string, number>();
    for (const places of this.#days.values())
      for (const [place, at] of places) firsts.set(place, Math.min(at, firsts.get(place) ?? at));
    const times = [...firsts.values()];
    const newOnes: Seen = {
      first: Math.min(...times),
      last: Math.max(...times),
      days: new Set(times.map(dayOf)),
    };
    return firsts.size >= changing && isRegular(newOnes);
  }
}
