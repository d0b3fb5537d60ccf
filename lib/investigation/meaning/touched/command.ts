import { plainReference, shellSafe } from '#lib/platform/shell-safe.ts';
import { firstTextsAt, type Json, text } from '../../detail.ts';
import { nameAtEnd } from '../../making/reading.ts';
import { accountOf } from '../request.ts';

/** Where in the record a word of a command stands, and what it has to look like. */
export interface Value {
  /** Paths to texts, of lists all; the first that leads anywhere counts. */
  at: readonly string[];
  shape: RegExp;
  /** What stands for it where the record has none, because the API has a default. */
  otherwise?: string;
}

/** How a call that changed what stood before is shown, and taken back where its record tells how. */
export interface Touching {
  /** The word for what was changed. */
  kind: string;
  /** Paths to its name, the best one first. */
  id: readonly string[];
  /** Its name is what stands behind the last slash or colon there. */
  endsInName?: true;
  /** What other words in braces in the commands stand for; a path alone for a name or an ARN. */
  with?: Readonly<Record<string, string | Value>>;
  /** A command with words in braces: `{id}`, `{region}`, `{account}`, `{domain}` and those of `with`. */
  review: string;
  /** The command that takes back what the call did, or which one does; null where the record does not tell. */
  revert?: string | ((detail: Json) => string | null);
  /** Whether the call changed it at all. */
  when?: (detail: Json) => boolean;
}

export const accountId = /^\d{12}$/;
/** `sg-0123`: what stands in a shorthand such as `Values=`, in which a comma would mean more than text. */
export const resourceId = /^[a-z][a-z-]*-[\w]+$/;

// A command that would not be typed in one line is no help; half of it would take back half.
const mostValues = 25;

export const idOf = ({ id, endsInName }: Touching, detail: Json): string | null => {
  const [found] = firstTextsAt(detail, id);
  if (found === undefined) return null;
  return endsInName ? nameAtEnd(found) : found;
};

const valuesOf = (detail: Json, { at, shape, otherwise }: Value): string | null => {
  const found = [...new Set(firstTextsAt(detail, at))];
  if (found.length === 0) return otherwise ?? null;
  const usable = found.length <= mostValues && found.every((value) => shellSafe(value, shape));
  return usable ? found.join(' ') : null;
};

const wellKnown = (word: string, detail: Json): string | null => {
  const region = text(detail['awsRegion']);
  if (word === 'account') return accountOf(detail);
  if (word === 'domain') return region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return word === 'region' ? region : null;
};

const reference = (path: string): Value => ({ at: [path], shape: plainReference });

const wordFor = (word: string, touching: Touching, detail: Json): string | null => {
  const given = touching.with?.[word];
  if (given) return valuesOf(detail, typeof given === 'string' ? reference(given) : given);
  const value = word === 'id' ? idOf(touching, detail) : wellKnown(word, detail);
  return value !== null && shellSafe(value, plainReference) ? value : null;
};

/**
 * A command with its words filled from the record; null where the record lacks one, or one is not safe to type. The
 * names are the thief's choice: nothing of the record comes into a command in any other way.
 */
export const commandFrom = (template: string, touching: Touching, detail: Json): string | null => {
  let complete = true;
  const command = template.replace(/\{(\w+)\}/g, (_, word: string) => {
    const value = wordFor(word, touching, detail);
    if (value === null) complete = false;
    return value ?? '';
  });
  return complete ? command : null;
};
