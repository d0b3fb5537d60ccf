const minute = 60;
const hour = 60 * minute;

/** Seconds from one look to the next: at once, and 5 minutes, 15 minutes, 1 hour and 24 hours after the start. */
const looks = [5 * minute, 10 * minute, 45 * minute, 23 * hour];

// No session lives longer than 36 hours (STS API reference, GetFederationToken), and CloudTrail is late: until then it
// may yet show whose a session is.
const searches = [5 * minute, 10 * minute, 15 * minute, 30 * minute, ...Array<number>(35).fill(hour)];

/** A look of which something could not be handed on is taken again so soon, and so often. */
const soon = minute;
const repeatsAtMost = 5;

/** Where a look stands in its course. */
export interface Place {
  /** The how manieth it is of those that are due, from 0; from when the owner was known. */
  number: number;
  /** How often it was repeated in a row because something could not be handed on. */
  repeats: number;
}

export const start: Place = { number: 0, repeats: 0 };

/** What of a look decides about the next one. */
export interface Course {
  /** Whether nobody knows yet whose the credential is. */
  ownerless: boolean;
  /** A session whose owner is found late is followed for a day from then on. */
  ownerFoundNow: boolean;
  /** Whether all that was found has reached containment. */
  handedOn: boolean;
}

/** The next look's place, and the seconds until it is taken; undefined after the last one. */
export const nextAfter = (
  { number, repeats }: Place,
  { ownerless, ownerFoundNow, handedOn }: Course,
): { place: Place; pause: number } | undefined => {
  const at = ownerFoundNow ? 0 : number;
  if (!handedOn && repeats < repeatsAtMost)
    return { place: { number: at, repeats: repeats + 1 }, pause: soon };
  const pause = (ownerless ? searches : looks)[at];
  return pause === undefined ? undefined : { place: { number: at + 1, repeats: 0 }, pause };
};
