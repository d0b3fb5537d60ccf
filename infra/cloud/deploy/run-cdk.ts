import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeployError } from './deploy-error.ts';

/** The outputs of each stack by its name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Deploys an assembly. @throws DeployError where it could not */
export type RunCdk = (assemblyFolder: string) => Promise<Outputs>;

const commandLine = fileURLToPath(new URL('../../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** From the assembly that was shown: nothing is synthesized again, and what was said yes to is what is deployed. */
const cdkArguments = (assemblyFolder: string, outputsFile: string): string[] => [
  'deploy',
  '--all',
  '--app',
  assemblyFolder,
  '--require-approval',
  'never',
  '--outputs-file',
  outputsFile,
  '--progress',
  'events',
  '--no-notices',
];

/** Ctrl-C reaches the CDK by itself, and is its to answer: we stay until it has ended. */
const ignored = (): void => {};

/** Runs it without a shell. @returns its exit code */
const run = async (args: readonly string[]): Promise<number | null> => {
  process.on('SIGINT', ignored);
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [commandLine, ...args], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
      });
      child.on('error', reject);
      child.on('close', resolve);
    });
  } finally {
    process.off('SIGINT', ignored);
  }
};

/** The CDK's command line of the pinned version. */
export const runCdk: RunCdk = async (assemblyFolder) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-outputs-'));
  const outputsFile = path.join(folder, 'outputs.json');
  try {
    const exitCode = await run(cdkArguments(assemblyFolder, outputsFile));
    if (exitCode !== 0)
      throw new DeployError(
        'The CDK did not finish. What CloudFormation has begun it ends or takes back by itself: see its console. Mend what stands above and run npm run deploy again, which goes on from there.',
      );
    return existsSync(outputsFile) ? JSON.parse(readFileSync(outputsFile, 'utf8')) : {};
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
