import { isJson, type Json, part, text } from '#lib/investigation/detail.ts';

/** What a simple reader finds, who knows nothing of what each call means. */
export interface Issued {
  id: string;
  by: string;
  eventName: string;
}

export const callerOf = (record: Json): string | null => text(part(record['userIdentity'])['accessKeyId']);

export const failed = (record: Json): boolean => Boolean(record['errorCode'] || record['errorMessage']);

/** Everything under the name `accessKeyId`, however deep. */
const idsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([name, inside]) =>
    name === 'accessKeyId' && typeof inside === 'string' ? [inside] : idsIn(inside),
  );
};

export const issuedIn = (record: Json): string[] => idsIn(record['responseElements']);

/** Every id that a call which succeeded gave to its caller. */
export const issuedBySomebody = (records: readonly Json[]): Issued[] =>
  records.flatMap((record) => {
    const by = callerOf(record);
    if (by === null || failed(record)) return [];
    const eventName = String(record['eventName']);
    return issuedIn(record)
      .filter((id) => id !== by)
      .map((id) => ({ id, by, eventName }));
  });

/** Ids that stand only in responses of calls that failed. */
export const neverIssued = (records: readonly Json[]): Set<string> => {
  const ids = (which: boolean) =>
    new Set(records.filter((record) => failed(record) === which).flatMap(issuedIn));
  const issued = ids(false);
  return new Set([...ids(true)].filter((id) => !issued.has(id)));
};

export const actingKeys = (records: readonly Json[]): string[] => [
  ...new Set(records.map(callerOf).filter((id) => id !== null)),
];
