import { readFileSync } from 'node:fs';
import { parseRules, type Rules } from '#lib/platform/rules.ts';
import { impossibleIn } from './impossible.ts';
import { problemsOf } from './problems.ts';
import { type CheckedSettings, settingsSchema } from './schema.ts';
import { SettingsError } from './settings-error.ts';

/** How Tourniquet is to be deployed: every setting, with what was left out filled in. */
export interface Settings extends Omit<CheckedSettings, 'rules' | 'pages' | '$schema'> {
  pages: string[];
  /** As the functions read them (lib/platform/rules.ts). */
  rules: Rules;
}

const rulesOf = ({ rules, mode, accounts }: CheckedSettings): Rules =>
  parseRules({
    ...rules,
    mode,
    ...(accounts === 'organization' ? { organization: true } : { accounts }),
  });

/**
 * Checks what tourniquet.config.json says.
 * @throws SettingsError with every field that is wrong, missing, unknown or impossible beside the others
 */
export const parseSettings = (value: unknown): Settings => {
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success) throw new SettingsError(problemsOf(parsed.error.issues, value));
  const impossible = impossibleIn(parsed.data);
  if (impossible.length > 0) throw new SettingsError(impossible);
  const { $schema: _, pages, ...settings } = parsed.data;
  return { ...settings, pages: pages ?? settings.mail, rules: rulesOf(parsed.data) };
};

const whyUnread = (error: unknown): string => {
  if (error instanceof SyntaxError) return `is not JSON: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' ? 'is not there; npm run deploy asks and writes one' : `cannot be read (${code})`;
};

/** @throws SettingsError, also where the file is missing or no JSON */
export const readSettings = (path: string): Settings => {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SettingsError([{ field: path, message: whyUnread(error) }], { cause: error });
  }
  return parseSettings(value);
};
