import { readFile, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { isKmsArn } from '#lib/evidence/kms.ts';
import { publicKey, type VerifyingKey } from '#lib/evidence/verify/key.ts';
import { kmsKey } from '#lib/evidence/verify/kms-key.ts';
import { verifyEvidence } from '#lib/evidence/verify.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { givenPath } from './given-path.ts';
import { jsonOption } from './options.ts';
import { UsageError } from './usage-error.ts';
import { provedBy, verdictText } from './verify-text.ts';

const options = {
  key: {
    type: 'string',
    value: 'FILE|ARN',
    help: 'check the signatures with this public key: a PEM file (offline), or a KMS key that KMS is asked about',
  },
  json: {
    ...jsonOption,
    help: 'print {"folder", "fits", "looks": [{"folder", "signature", "problems", …}], "problems", "proved", "notProved"} and nothing else',
  },
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const folder = givenPath(folderIn(positionals));
  const key = values.key === undefined ? undefined : await keyIn(values.key, folder);
  const verdict = await verifyEvidence(folder, key);
  const words = provedBy(verdict, values.key);
  return {
    exitCode: verdict.fits ? exitCodes.good : exitCodes.notContained,
    document: { ...verdict, key: values.key ?? null, ...words },
    text: verdictText(verdict, words),
  };
};

const folderIn = (positionals: string[]): string => {
  const [folder, surplus] = positionals;
  if (!folder) throw new UsageError('DIR', 'say which folder: tourniquet verify DIR');
  if (surplus !== undefined) throw new UsageError('DIR', `one folder at a time: ${surplus} is one too many`);
  return folder;
};

const keyIn = async (given: string, folder: string): Promise<VerifyingKey> => {
  if (isKmsArn(given)) {
    await requireCredentials();
    return kmsKey(given);
  }
  if (given.startsWith('arn:'))
    throw new UsageError('--key', `--key is no key of KMS: ${given} (arn:aws:kms:REGION:ACCOUNT:key/ID)`);
  const file = givenPath(given);
  if (await liesIn(file, folder))
    throw new UsageError(
      '--key',
      `--key lies in the evidence itself: whoever altered that could have put a key of theirs beside it. Take the key from KMS, or from where you keep it`,
    );
  try {
    return publicKey(await readFile(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('--key', `${file} cannot be used as a key: ${why}`);
  }
};

/** Whatever links lead there. */
const liesIn = async (file: string, folder: string): Promise<boolean> => {
  const [real, around] = await Promise.all(
    [realpath(file), realpath(folder)].map((path) => path.catch(() => '')),
  );
  return real !== undefined && around !== undefined && around !== '' && real.startsWith(`${around}${sep}`);
};

export const verifyCommand: Command = {
  usage: 'verify DIR [--key FILE|ARN] [--json]',
  summary: 'compare downloaded evidence with its manifests, and name every file that does not fit',
  positionals: { DIR: "the folder: of one look, of an incident with all its looks, or a whole bucket's" },
  options,
  run,
};
