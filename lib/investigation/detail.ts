/** Reading CloudTrail records: they hold what callers sent, so nothing about their shape is certain. */
export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
export const part = (value: unknown): Json => (isJson(value) ? value : {});

const oneDeeper = (value: unknown, name: string): unknown[] => {
  const next = isJson(value) && Object.hasOwn(value, name) ? value[name] : [];
  return Array.isArray(next) ? next : [next];
};

/** The texts at a path such as `responseElements.instancesSet.items.instanceId`, through every list on the way. */
export const textsAt = (detail: Json, path: string): string[] => {
  let found: unknown[] = [detail];
  for (const name of path.split('.')) found = found.flatMap((value) => oneDeeper(value, name));
  return found.map(text).filter((value) => value !== null);
};

/** What stands at the first of the paths that leads to anything. */
export const firstTextsAt = (detail: Json, paths: readonly string[]): string[] => {
  for (const path of paths) {
    const found = textsAt(detail, path);
    if (found.length > 0) return found;
  }
  return [];
};
