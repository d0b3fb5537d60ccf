import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { homeStackName } from '../build-app.ts';
import { parseSettings, type Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { type Clients, checkBootstrap, type Deployer, findOrganization, whoDeploys } from './account.ts';
import { converse } from './asked/converse.ts';
import { isYes, type Suggestions } from './asked/questions.ts';
import type { Terminal } from './asked/terminal.ts';
import type { Assembly } from './assembly.ts';
import { DeployError } from './deploy-error.ts';
import { commandsOf } from './plain/commands.ts';
import { writePlain } from './plain/write.ts';
import type { RunCdk } from './run-cdk.ts';
import { hasSettings, readOrComplete, writeAnswers } from './settings-file.ts';
import { nextSteps } from './shown/next.ts';
import { previewOf } from './shown/preview.ts';

export interface DeployOptions {
  /** tourniquet.config.json, or another file of its form. */
  config: string;
  /** Nobody is asked whether to deploy. */
  yes: boolean;
  /** A folder for plain CloudFormation, instead of deploying. */
  template?: string;
}

export interface DeployDeps {
  terminal: Terminal;
  /** Whether a person answers. */
  interactive: boolean;
  /** The Region of the credentials' profile, to be proposed. */
  region: string | undefined;
  clientsIn(region: string): Clients;
  /** Writes what is to be deployed into a folder (assembly.ts). */
  assemble(settings: Settings, folder: string): Promise<Assembly>;
  runCdk: RunCdk;
}

const unasked = (config: string): DeployError => {
  try {
    parseSettings({});
  } catch (error) {
    if (error instanceof SettingsError)
      return new DeployError(
        `${config} is not there, and nobody at a terminal to ask. Write it (docs/deployment-settings.md), with at least\n${error.message}`,
        { exitCode: 2 },
      );
    throw error;
  }
  return new DeployError(`${config} is not there`);
};

/** @throws DeployError, SettingsError, Interrupted */
const settingsFor = async (
  { config }: DeployOptions,
  { terminal, interactive }: DeployDeps,
  suggest: () => Promise<Suggestions>,
): Promise<Settings> => {
  if (hasSettings(config)) {
    const { settings, added } = readOrComplete(config, interactive);
    if (added.length > 0) terminal.say(`Added to ${config}, to be kept: ${added.join(', ')}.`);
    return settings;
  }
  const settings = writeAnswers(config, await converse(terminal, await suggest()));
  terminal.say(`Written to ${config}: keep it, it is read the next time.`);
  return settings;
};

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-assembly-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Writes plain CloudFormation. AWS is not asked for anything. */
const writeTemplate = async (options: DeployOptions, deps: DeployDeps, folder: string): Promise<void> => {
  const { region } = deps;
  const settings = await settingsFor(options, deps, async () => ({ region }));
  const stacks = await inFolder(async (assembly) =>
    writePlain(await deps.assemble(settings, assembly), folder),
  );
  deps.terminal.say(
    [
      `Written to ${folder}. With a bucket of yours in ${settings.region}, in that folder:`,
      '',
      'BUCKET=the-name-of-your-bucket',
      ...commandsOf(stacks),
      '',
      'The rest stands in its README.md.',
    ].join('\n'),
  );
};

/** What can be proposed to whoever has these credentials. */
const suggestionsFor = async (
  { accountId }: Deployer,
  { region, clientsIn, terminal }: DeployDeps,
): Promise<Suggestions> => {
  const found = await findOrganization(clientsIn('us-east-1').organizations, accountId);
  if (found?.isManagement)
    terminal.say(
      'This is the management account, which no service control policy binds: a security account is the better home.',
    );
  return { region, organizationId: found?.id };
};

const deployAll = async (options: DeployOptions, deps: DeployDeps): Promise<boolean> => {
  const { terminal, clientsIn, runCdk, region = 'us-east-1' } = deps;
  const deployer = await whoDeploys(clientsIn(region).sts);
  terminal.say(`Account ${deployer.accountId}, as ${deployer.arn}`);
  const settings = await settingsFor(options, deps, () => suggestionsFor(deployer, deps));
  return inFolder(async (folder) => {
    const assembly = await deps.assemble(settings, folder);
    const regions = [...new Set(assembly.stacks.map((stack) => stack.region))];
    await checkBootstrap(clientsIn, deployer.accountId, regions);
    terminal.say(`\n${previewOf(settings, assembly, deployer.accountId)}\n`);
    if (!options.yes && !isYes(await terminal.ask('Deploy this? [y/N]'))) return false;
    if (deps.interactive) terminal.mustBeOpen();
    terminal.say(`\n${nextSteps(settings, homeStackName, await runCdk(folder))}`);
    return true;
  });
};

/**
 * `npm run deploy`: asks for what it needs once, shows what will be there, and deploys it.
 * @returns whether it was deployed, or written: false when a person said no
 * @throws DeployError, SettingsError, Interrupted
 */
export const deploy = async (options: DeployOptions, deps: DeployDeps): Promise<boolean> => {
  if (!deps.interactive && !hasSettings(options.config)) throw unasked(options.config);
  if (options.template !== undefined) {
    await writeTemplate(options, deps, path.resolve(options.template));
    return true;
  }
  if (!options.yes && !deps.interactive)
    throw new DeployError('Nobody is at a terminal to say yes: add --yes (npm run deploy -- --yes)', {
      exitCode: 2,
    });
  return deployAll(options, deps);
};
