import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { now } from '#lib/platform/clock.ts';
import type { WrittenSettings } from '../settings/schema.ts';
import { parseSettings, readSettings, type Settings } from '../settings/settings.ts';

const schema = fileURLToPath(new URL('../../../docs/schemas/tourniquet-config.schema.json', import.meta.url));

type Written = Partial<WrittenSettings>;

// What stands in the file was not checked yet.
const hasOthers = (accounts: unknown): boolean =>
  accounts === 'organization' || (Array.isArray(accounts) && accounts.length > 0);

/** What nobody can be asked for, made once: an external id that never changes, and the time of the first deployment. */
const madeOnce = ({ accounts, github, memberExternalId, deployedAt }: Written): Written => ({
  ...(hasOthers(accounts) && memberExternalId === undefined && { memberExternalId: randomUUID() }),
  ...(github !== undefined && deployedAt === undefined && { deployedAt: now().toISOString() }),
});

/** Writes a file whole or not at all. */
const writeWhole = (file: string, text: string): void => {
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
};

const write = (file: string, written: Written): void =>
  writeWhole(file, `${JSON.stringify(written, null, 2)}\n`);

/**
 * Checks what was answered and writes it as a configuration.
 * @throws SettingsError, and then nothing was written
 */
export const writeAnswers = (file: string, answers: Written): Settings => {
  const from = path
    .relative(path.dirname(path.resolve(file)), schema)
    .split(path.sep)
    .join('/');
  const written = { $schema: from, ...answers, ...madeOnce(answers) };
  const settings = parseSettings(written);
  write(file, written);
  return settings;
};

const isObject = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsedOrNothing = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // readSettings says what is wrong with it.
    return undefined;
  }
};

export const hasSettings = (file: string): boolean => existsSync(file);

/**
 * Reads a configuration that somebody wrote, and adds to it what only this command can make.
 * @param mayWrite false in a pipeline: what is made there would be lost, and be another one each time
 * @returns the settings, and the names of the fields that were added to the file
 * @throws SettingsError, and then nothing was written
 */
export const readOrComplete = (file: string, mayWrite: boolean): { settings: Settings; added: string[] } => {
  const written = parsedOrNothing(file);
  const made = mayWrite && isObject(written) ? madeOnce(written) : {};
  const added = Object.keys(made);
  if (added.length === 0 || !isObject(written)) return { settings: readSettings(file), added: [] };
  const settings = parseSettings({ ...written, ...made });
  write(file, { ...written, ...made });
  return { settings, added };
};
