import { AwsError, type Shape } from '../contract.ts';

/** The filters that a listing knows, by name: what each looks at. */
export type Filters<T> = Record<string, (thing: T) => string | undefined>;

/** Whether a thing passes every filter of a request. @throws AwsError InvalidParameterValue for an unknown one */
export const passes = <T>(thing: T, known: Filters<T>, wanted: Shape[] = []): boolean =>
  wanted.every(({ Name, Values = [] }) => {
    const look = known[Name];
    if (!look) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    return Values.includes(look(thing));
  });
