import { AwsError, type Call } from '../contract.ts';

/** Where a regional resource lives. */
export interface Scope {
  accountId: string;
  region: string;
}

/** An ARN in its parts; `resource` is everything after the fifth colon. */
export interface Arn extends Scope {
  service: string;
  resource: string;
}

export const arnOf = (service: string, { accountId, region }: Scope, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** @returns undefined for text that is not an ARN */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...rest] = text.split(':');
  if (prefix !== 'arn' || !partition || !service || rest.length === 0) return undefined;
  return { service, region: region ?? '', accountId: accountId ?? '', resource: rest.join(':') };
}

/** The caller's own account, in the region that the request was signed for. */
export const scopeOf = (call: Call): Scope => ({ accountId: call.caller.accountId, region: call.region });

/** One `T` for every account and region, made when it is first asked for. */
export interface PerScope<T> {
  of(scope: Scope): T;
  all(): T[];
}

export function perScope<T>(make: (scope: Scope) => T): PerScope<T> {
  const known = new Map<string, T>();
  return {
    of({ accountId, region }) {
      const key = `${accountId}/${region}`;
      const found = known.get(key) ?? make({ accountId, region });
      known.set(key, found);
      return found;
    },
    all: () => [...known.values()],
  };
}

/** @throws AwsError with `code` when the value is missing or empty, as AWS answers before it does anything. */
export function demand<T>(value: T | undefined | null, code: string, message: string): T {
  if (value === undefined || value === null || value === '') throw new AwsError(code, message);
  return value;
}
