import { isOpenCondition } from './bounds.ts';
import { type Part, shown } from './candidates.ts';
import type { KnownKeys } from './known-keys.ts';
import { type Layers, writtenAbout } from './layers.ts';

/** More of them are counted. */
const mostNamed = 3;

const words: ReadonlyMap<string, string> = new Map([
  ['aws:multifactorauthpresent', 'only with MFA'],
  ['aws:multifactorauthage', 'only with MFA'],
  ['aws:sourceip', 'only from certain addresses'],
  ['aws:vpcsourceip', 'only from certain addresses'],
  ['aws:sourcevpc', 'only from certain networks'],
  ['aws:sourcevpce', 'only from certain networks'],
  ['aws:requestedregion', 'only in certain Regions'],
  ['iam:passedtoservice', 'only to certain services'],
  ['aws:tokenissuetime', 'only in certain sessions'],
]);

const named = (things: readonly string[]): string => {
  const more = things.length - mostNamed;
  return `${things.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** What the policies about an action hang on and nobody knows, in words: `only with MFA`. */
export const conditionWords = (layers: Layers, action: string, known: KnownKeys): string[] => {
  const keys = writtenAbout(layers, action).flatMap(({ conditions }) =>
    conditions.filter((each) => isOpenCondition(known, each)).map(({ key }) => key),
  );
  return [...new Set(keys.map((key) => words.get(key.toLowerCase()) ?? `only where ${key} fits`))].slice(
    0,
    mostNamed,
  );
};

/** `only on arn:aws:s3:::logs/*` */
export const onlyOn = (parts: readonly Part[]): string => `only on ${named(shown(parts))}`;

/** What is taken out of all that is allowed. */
export const notOn = (parts: readonly Part[]): string => `not on ${named(shown(parts))}`;

/** What is allowed on a part under conditions, where everything else is allowed without. */
export const conditionalOn = (parts: readonly Part[], conditions: readonly string[]): string =>
  `on ${named(shown(parts))} ${conditions.join(' and ')}`;
