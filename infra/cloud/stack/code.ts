import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { once } from '#lib/platform/once.ts';
import type { Rules } from '#lib/platform/rules.ts';

const built = fileURLToPath(new URL('../../../dist/functions/', import.meta.url));

/** Where Lambda unpacks what is deployed. */
export const rulesFile = '/var/task/rules.json';

/** Each asset is copied when it is bound to its function; what is left here is of no use after that. */
const stagingArea = once(() => {
  const area = mkdtempSync(path.join(tmpdir(), 'tourniquet-code-'));
  process.once('exit', () => rmSync(area, { recursive: true, force: true }));
  return area;
});

/**
 * Whether the functions are there as they were built, or an empty one stands for each: enough for whoever only wants
 * the template.
 */
export type Bundles = 'built' | 'placeholders';

const copyBundle = (folder: string, staging: string): void => {
  const bundle = path.join(built, folder);
  if (!existsSync(path.join(bundle, 'index.mjs')))
    throw new Error(`${bundle} is missing: run "npm run build" first`);
  cpSync(bundle, staging, { recursive: true });
};

/**
 * The bundle of a function with the rules beside it: whoever may change the code may change the rules, and nobody else.
 * @throws Error when the function was not built yet
 */
export const codeOf = (folder: string, rules: Rules, bundles: Bundles): Code => {
  const staging = mkdtempSync(path.join(stagingArea(), `${folder}-`));
  if (bundles === 'built') copyBundle(folder, staging);
  writeFileSync(path.join(staging, 'rules.json'), JSON.stringify(rules, null, 2));
  return Code.fromAsset(staging);
};
