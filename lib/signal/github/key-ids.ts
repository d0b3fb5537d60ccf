import { isKeyId } from '#lib/credential/key-id.ts';

/** An access key id and where it begins in its text; the beginning of the base64 where it is encoded. */
export interface KeyIdPlace {
  accessKeyId: string;
  index: number;
}

// Whatever could be an id: `isKeyId` decides. Neighbours that would make it a part of something longer are not
// allowed; an escaped line break, as in JSON, is no such neighbour.
const candidate = /(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))[A-Z0-9]{20}(?![A-Za-z0-9])/g;

// Twenty characters are at least 27 in base64, as Kubernetes and CI systems store them. Beginning only where a
// run begins keeps many short runs from being tried at each of their characters.
const base64Run = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{27,}={0,2}/g;

/** The access key ids that stand in a text as they are, in their order. Reads the text once. */
export function* plainKeyIds(text: string): Generator<KeyIdPlace> {
  for (const { 0: accessKeyId, index } of text.matchAll(candidate))
    if (isKeyId(accessKeyId)) yield { accessKeyId, index };
}

/** The access key ids that stand in a text in base64, in their order. Reads the text once. */
export function* encodedKeyIds(text: string): Generator<KeyIdPlace> {
  for (const { 0: run, index } of text.matchAll(base64Run)) {
    const decoded = Buffer.from(run, 'base64').toString('latin1');
    for (const { accessKeyId } of plainKeyIds(decoded)) yield { accessKeyId, index };
  }
}

/**
 * The access key ids in a text, each once: those that stand as they are, then those in base64.
 * The text may hold the secret too: nothing else of it is returned.
 */
export const keyIdsIn = (text: string): string[] => {
  const ids = new Set<string>();
  for (const { accessKeyId } of plainKeyIds(text)) ids.add(accessKeyId);
  for (const { accessKeyId } of encodedKeyIds(text)) ids.add(accessKeyId);
  return [...ids];
};
