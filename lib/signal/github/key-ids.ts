// The prefixes of keys that can sign requests, and the alphabet of the sixteen characters behind them (IAM user
// guide, "IAM identifiers"). Neighbours that would make it a part of something longer are not allowed; an
// escaped line break, as in JSON, is no such neighbour.
const keyId = /(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g;

// Twenty characters are at least 27 in base64, as Kubernetes and CI systems store them.
const base64Run = /[A-Za-z0-9+/_-]{27,}={0,2}/g;

const plainIds = (text: string): string[] => text.match(keyId) ?? [];

/**
 * The access key ids in a text, each once, in the order in which they stand: as they are or base64-encoded.
 * The text may hold the secret too: nothing else of it is returned.
 */
export const keyIdsIn = (text: string): string[] => {
  const encoded = (text.match(base64Run) ?? []).flatMap((run) =>
    plainIds(Buffer.from(run, 'base64').toString('latin1')),
  );
  return [...new Set([...plainIds(text), ...encoded])];
};
