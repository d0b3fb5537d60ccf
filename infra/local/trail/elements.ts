import type { Shape } from '../contract.ts';

/** Never in a record: CloudTrail leaves secrets out. It does log session tokens. */
const secrets = new Set([
  'secretAccessKey',
  'password',
  'newPassword',
  'oldPassword',
  'servicePassword',
  'serviceCredentialSecret',
  'serviceApiKeyValue',
  'secretString',
  'secretBinary',
  'privateKey',
  'sAMLAssertion',
  'webIdentityToken',
  'zipFile',
]);

/** What data events say of the payload: that there was one. */
const hidden = new Set(['item', 'expressionAttributeValues', 'messageBody', 'message', 'subject', 'detail']);
const hiddenText = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** How a service writes its times in a record. */
export type WriteTime = (at: Date) => unknown;

/**
 * requestParameters or responseElements from an SDK shape: names begin with a small letter at every depth,
 * secrets and bytes are left out.
 *
 * @returns null when nothing is left
 */
export function elements(shape: Shape, writeTime: WriteTime): Record<string, unknown> | null {
  const written = element(shape ?? {}, writeTime);
  return Object.keys(written).length > 0 ? written : null;
}

function element(value: Shape, writeTime: WriteTime): Shape {
  if (value instanceof Date) return writeTime(value);
  if (Array.isArray(value)) return value.map((member) => element(member, writeTime));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, Shape] => [lowerFirst(name), member])
      .filter(([name, member]) => member !== undefined && !secrets.has(name) && !isBytes(member))
      .map(([name, member]) => [name, hidden.has(name) ? hiddenText : element(member, writeTime)]),
  );
}

const isBytes = (value: unknown): boolean => value instanceof Uint8Array;

/** `UserName` is userName and `MFADevices` mFADevices, but `ARN` is arn. */
const lowerFirst = (name: string): string =>
  /^[A-Z]+$/.test(name) ? name.toLowerCase() : name.charAt(0).toLowerCase() + name.slice(1);

const spoken = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
});

/** `Aug 1, 2024, 1:33:28 PM`; IAM writes no second comma, and EC2 writes epoch milliseconds. */
export function writeTimeOf(service: string): WriteTime {
  if (service === 'ec2') return (at) => at.getTime();
  const comma = service === 'iam' ? '' : ',';
  return (at) =>
    spoken
      .format(at)
      .replaceAll('\u202f', ' ')
      .replace(/(\d{4}),/, `$1${comma}`);
}
