import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { isJson, type Json } from '#lib/investigation/detail.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at } from '#test/fixtures/cloudtrail/record.ts';
import { first, thief } from '#test/unit/investigation/lineage.ts';

const random = fc.nat().map((seed) => createHash('sha512').update(String(seed)).digest('base64'));
const letters = random.map((text) => text.replaceAll(/[+/=]/g, ''));

/** What redaction knows by its form, each with the part that must not be found. */
export const secret: fc.Arbitrary<[planted: string, hidden: string]> = fc.oneof(
  random.map((text): [string, string] => [text.slice(0, 40), text.slice(0, 40)]),
  random.map((text): [string, string] => [`IQoJb3JpZ2luX2Vj${text}`, text.slice(0, 60)]),
  fc
    .tuple(fc.constantFrom('ghp_', 'gho_', 'ghs_', 'github_pat_'), letters)
    .map(([start, text]): [string, string] => [`${start}${text.slice(0, 36)}`, text.slice(0, 36)]),
);

/** A call with every field that a record has, and some that a stranger could add. */
export const whole: Json = JSON.parse(
  JSON.stringify({
    ...assumeRole(thief, first, at(1), { role: 'deploy', session: 'x' }),
    errorCode: 'AccessDenied',
    errorMessage: 'no',
    readOnly: true,
    requestID: '7c0c2ba5-8ac8-4b4f-8b0a-3c3a7c1f0d11',
    sharedEventID: 'a1b2c3d4-8ac8-4b4f-8b0a-3c3a7c1f0d11',
    tlsDetails: { tlsVersion: 'TLSv1.3', clientProvidedHostHeader: 'sts.eu-west-1.amazonaws.com' },
    additionalEventData: { list: [{ name: 'x', value: 'y' }, ['z']] },
    'a field of a stranger': 'x',
  }),
);

/** The paths of all that stands in a document. */
export const pathsIn = (value: unknown, path: string[] = []): string[][] => {
  const entries = Array.isArray(value) || isJson(value) ? Object.entries(value) : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...entries.flatMap(([name, inside]) => pathsIn(inside, [...path, name])),
  ];
};

/** The document with something else at a path. */
export const planted = (value: unknown, [name, ...rest]: string[], instead: unknown): unknown => {
  if (name === undefined) return instead;
  if (Array.isArray(value))
    return value.map((each, at) => (String(at) === name ? planted(each, rest, instead) : each));
  return isJson(value) ? { ...value, [name]: planted(value[name], rest, instead) } : value;
};

/** Ways in which a text hides in another one. */
export const around = [
  (text: string) => text,
  (text: string) => `before ${text} after`,
  (text: string) => JSON.stringify({ note: text }),
  (text: string) => `https://example.com/?x=${encodeURIComponent(text)}`,
  (text: string) => ({ [text]: [text] }),
  (text: string) => 'a b '.repeat(1_100) + text,
];
