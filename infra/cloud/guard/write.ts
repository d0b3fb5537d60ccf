import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { guardPolicy, mostCharacters } from './policy.ts';
import { guardTemplate } from './template.ts';

// `npm run guard -- [tourniquet.config.json] [folder]`
const [file = 'tourniquet.config.json', folder = 'cdk.out/guard'] = process.argv.slice(2);

try {
  const policy = guardPolicy(readSettings(file));
  // The console adds no white space to what is pasted, and counts what is there.
  const text = JSON.stringify(policy);
  mkdirSync(folder, { recursive: true });
  const [scp, template] = ['guard-scp.json', 'guard-template.json'].map((name) => path.join(folder, name));
  writeFileSync(scp ?? '', text);
  writeFileSync(template ?? '', `${JSON.stringify(guardTemplate(policy), null, 2)}\n`);
  console.log(`${scp}: ${text.length} of ${mostCharacters} characters, to attach by hand
${template}: the same for CloudFormation in the management account
Where to attach it, and what it does not bind: docs/guard.md`);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
