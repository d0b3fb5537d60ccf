import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { guardPolicy, mostCharacters } from './policy.ts';
import { guardTemplate } from './template.ts';

const usage = `npm run guard -- [tourniquet.config.json] [FOLDER]   writes the guard's service control policy

FOLDER is cdk.out/guard by default. AWS is not asked for anything.

Exit 0: written · 2: wrong usage or settings`;

const write = (file: string, folder: string): void => {
  const policy = guardPolicy(readSettings(file));
  // The console adds no white space to what is pasted, and counts what is there.
  const text = JSON.stringify(policy);
  const scp = path.join(folder, 'guard-scp.json');
  const template = path.join(folder, 'guard-template.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(scp, text);
  writeFileSync(template, `${JSON.stringify(guardTemplate(policy), null, 2)}\n`);
  console.log(`${scp}: ${text.length} of ${mostCharacters} characters, to attach by hand
${template}: the same for CloudFormation in the management account
Where to attach it, and what it does not bind: docs/guard.md`);
};

const run = (): void => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const [file = 'tourniquet.config.json', folder = 'cdk.out/guard', ...more] = positionals;
  if (more.length > 0) throw new TypeError(`${more.join(' ')} is not expected here`);
  try {
    write(file, folder);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`${file} gives no guard:\n${error.message}`);
    process.exitCode = 2;
  }
};

try {
  run();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
