import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Deployment, Grant, Grants } from '#lib/platform/grants.ts';
import type { PolicyStatement } from '../contract.ts';

const functions = fileURLToPath(new URL('../../../functions/', import.meta.url));
const grantsFile = (folder: string): string => path.join(functions, folder, 'grants.ts');

/** Every function that there is, by its folder. */
export const functionFolders = async (): Promise<string[]> =>
  (await readdir(functions)).filter((folder) => existsSync(grantsFile(folder)));

/** What the grants.ts of a function asks for. */
export const grantsOf = async (folder: string, deployment: Deployment): Promise<readonly Grant[]> => {
  const { grants }: { grants: Grants } = await import(pathToFileURL(grantsFile(folder)).href);
  return grants(deployment);
};

export const allowed = ({ actions, resources, conditions }: Grant): PolicyStatement => ({
  Effect: 'Allow',
  Action: [...actions],
  Resource: [...resources],
  ...(conditions ? { Condition: conditions } : {}),
});

/**
 * The deny that lets no thief turn the one function that may write role policies against us. It stands in the role
 * beside what it is allowed.
 */
export const neverOnOurOwn = (roleArns: readonly string[]): PolicyStatement => ({
  Effect: 'Deny',
  Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
  Resource: [...roleArns],
});
