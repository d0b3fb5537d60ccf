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
 * The bundle of a function with the rules beside it: whoever may change the code may change the rules, and nobody else.
 * @throws Error when the function was not built yet
 */
export const codeOf = (folder: string, rules: Rules): Code => {
  const bundle = path.join(built, folder);
  if (!existsSync(path.join(bundle, 'index.mjs')))
    throw new Error(`${bundle} is missing: run "npm run build" first`);
  const staging = mkdtempSync(path.join(stagingArea(), `${folder}-`));
  cpSync(bundle, staging, { recursive: true });
  writeFileSync(path.join(staging, 'rules.json'), JSON.stringify(rules, null, 2));
  return Code.fromAsset(staging);
};
