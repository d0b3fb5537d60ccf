import { isJson, type Json, part, text } from '../detail.ts';

export const asked = (name: string) => `requestParameters.${name}`;
export const answered = (name: string) => `responseElements.${name}`;

/** What the caller sent; empty where CloudTrail left it out. */
export const askedFor = (detail: Json): Json => part(detail['requestParameters']);

/** Whether the record says nothing of what the caller sent: then nothing can be decided from it. */
export const asksNothing = (detail: Json): boolean => Object.keys(askedFor(detail)).length === 0;

/** A call with an error code changed nothing; sign-in tells its failures in the message alone. */
export const failed = (detail: Json): boolean =>
  text(detail['errorCode']) !== null || text(detail['errorMessage']) !== null;

/** The account that the call was made in, which owns what it changed. */
export const accountOf = (detail: Json): string | null =>
  text(detail['recipientAccountId']) ?? text(part(detail['userIdentity'])['accountId']);

/** What stands at a path of objects; undefined where it leads nowhere. Lists end it. */
export const valueAt = (detail: Json, path: string): unknown => {
  let found: unknown = detail;
  for (const name of path.split('.')) {
    if (!isJson(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
};
