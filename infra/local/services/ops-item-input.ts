import { AwsError, type Shape } from '../contract.ts';

/** @returns the error that names the member of a bad input */
export const opsItemInvalid = (member: string, what: string): AwsError =>
  Object.assign(new AwsError('OpsItemInvalidParameterException', `Invalid ${member}: ${what}`), {
    ParameterNames: [member],
  });

/** The most characters of each (Systems Manager API reference, CreateOpsItem). */
const longest: Record<string, number> = {
  Title: 1024,
  Description: 2048,
  Source: 128,
  Category: 64,
  Severity: 64,
};

const ownedKeys: readonly string[] = ['/aws/dedup', '/aws/resources', '/aws/automations'];
const mostKeyCharacters = 128;
const mostValueBytes = 20_480;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

const jsonIn = (key: string, value: unknown): unknown => {
  try {
    return JSON.parse(String(value));
  } catch {
    throw opsItemInvalid('OperationalData', `the value of ${key} is no JSON`);
  }
};

function checkText(name: string, text: string): void {
  if (text.trim() === '') throw opsItemInvalid(name, 'it is empty');
  if (text.length > (longest[name] ?? 0)) throw opsItemInvalid(name, `it is longer than ${longest[name]}`);
  if (control.test(text)) throw opsItemInvalid(name, 'it holds a control character');
}

function checkData(key: string, { Value, Type }: Shape): void {
  if (key.length > mostKeyCharacters) throw opsItemInvalid('OperationalData', 'a key is too long');
  if (/^\/?(?:amazon|aws|amzn|ssm)/i.test(key) && !ownedKeys.includes(key)) {
    throw opsItemInvalid('OperationalData', `the key ${key} begins with a name of AWS`);
  }
  if (Buffer.byteLength(Value ?? '') > mostValueBytes) {
    throw opsItemInvalid('OperationalData', `the value of ${key} is larger than 20 KB`);
  }
  if (Type !== 'String' && Type !== 'SearchableString') {
    throw opsItemInvalid('OperationalData', `the type of ${key} is neither String nor SearchableString`);
  }
  if (control.test(Value ?? '')) throw opsItemInvalid('OperationalData', 'it holds a control character');
  if (ownedKeys.includes(key)) jsonIn(key, Value);
}

/** @throws AwsError OpsItemInvalidParameterException for what the API would not take */
export function checkOpsItem(input: Shape, needed: readonly string[]): void {
  for (const name of needed) {
    if (typeof input[name] !== 'string') throw opsItemInvalid(name, 'it is missing');
  }
  for (const name of Object.keys(longest)) if (input[name] !== undefined) checkText(name, input[name]);
  if (/aws|amazon|amzn/i.test(input.Source ?? '')) {
    throw opsItemInvalid('Source', 'it holds aws, amazon or amzn');
  }
  for (const [key, value] of Object.entries(input.OperationalData ?? {})) checkData(key, value);
}

/** What tells duplicates: the string, whatever its case, and the resources; none without a string. */
export function dedupKey(data: Shape = {}): string | undefined {
  const dedup = data['/aws/dedup'];
  if (!dedup) return undefined;
  const { dedupString } = Object(jsonIn('/aws/dedup', dedup.Value));
  if (typeof dedupString !== 'string')
    throw opsItemInvalid('OperationalData', '/aws/dedup has no dedupString');
  return JSON.stringify([dedupString.toLowerCase(), data['/aws/resources']?.Value ?? '']);
}
