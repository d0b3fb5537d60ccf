import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Assembly } from '../assembly.ts';
import { DeployError } from '../deploy-error.ts';
import { functionsFolder, readmeOf, templateFile } from './commands.ts';
import { type PlainStack, plainStack } from './plain-template.ts';
import { readFolder } from './read-folder.ts';
import { zip } from './zip.ts';

const ours = /^(?:functions|README\.md|Tourniquet[\w-]*\.template\.json)$/;
const ourZip = /^tourniquet-[a-z-]+-[0-9a-f]{16}\.zip$/;

/** What lies in the folder and was not written by us. */
const strangersIn = (folder: string): string[] => {
  const functions = path.join(folder, functionsFolder);
  return [
    ...readdirSync(folder).filter((name) => !ours.test(name)),
    ...(existsSync(functions) ? readdirSync(functions).filter((name) => !ourZip.test(name)) : []),
  ];
};

const writeInto = (folder: string, stacks: readonly PlainStack[]): void => {
  mkdirSync(path.join(folder, functionsFolder));
  for (const stack of stacks) {
    writeFileSync(path.join(folder, templateFile(stack)), `${JSON.stringify(stack.template, null, 1)}\n`);
    for (const [name, from] of Object.entries(stack.zips))
      writeFileSync(path.join(folder, functionsFolder, name), zip(readFolder(from)));
  }
  writeFileSync(path.join(folder, 'README.md'), readmeOf(stacks));
};

/**
 * Writes the templates, the zips and a README into a folder, whole or not at all. What an earlier run wrote there goes.
 * @throws DeployError where the folder holds something else
 */
export const writePlain = ({ stacks }: Assembly, folder: string): PlainStack[] => {
  const strangers = existsSync(folder) ? strangersIn(folder) : [];
  if (strangers.length > 0)
    throw new DeployError(`${folder} holds what was not written by this command: ${strangers.join(', ')}`);
  const plain = stacks.map(plainStack);
  mkdirSync(path.dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.new-`);
  try {
    writeInto(beside, plain);
    rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  return plain;
};
