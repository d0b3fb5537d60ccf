import { parseArgs } from 'node:util';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { SettingsError } from '../settings/settings-error.ts';
import type { Clients } from './account.ts';
import { Interrupted, openTerminal } from './asked/terminal.ts';
import { assemble } from './assembly.ts';
import { type DeployOptions, deploy } from './deploy.ts';
import { DeployError } from './deploy-error.ts';
import { runCdk } from './run-cdk.ts';

const usage = `npm run deploy -- [--config FILE] [--yes]            deploys Tourniquet with the AWS CDK
npm run deploy -- [--config FILE] --template [DIR]   writes plain CloudFormation and zips instead

--config FILE     the settings, default tourniquet.config.json; where it is not there it is asked for and written
--yes             deploys without asking, for pipelines
--template [DIR]  asks AWS for nothing; DIR is tourniquet-template by default

Exit 0: deployed, or written · 1: it could not be · 2: wrong usage or settings · 3: you said no · 130: Ctrl-C`;

/** @throws TypeError naming what is not understood */
const optionsFrom = (argv: string[]): DeployOptions | 'help' => {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      config: { type: 'string', default: 'tourniquet.config.json' },
      yes: { type: 'boolean', short: 'y', default: false },
      template: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [folder = 'tourniquet-template', ...more] = positionals;
  const unexpected = values.template ? more : positionals;
  if (unexpected.length > 0) throw new TypeError(`${unexpected.join(' ')} is not expected here`);
  const { config, yes, template } = values;
  return { config, yes, ...(template && { template: folder }) };
};

const clientsIn = (region: string): Clients => ({
  sts: new STSClient({ region }),
  ssm: new SSMClient({ region }),
  organizations: new OrganizationsClient({ region }),
});

const run = async (options: DeployOptions): Promise<number> => {
  const terminal = openTerminal(process.stdin, process.stdout);
  const interactive = process.stdin.isTTY === true;
  // What was begun is ended or taken back, and the next question is not answered.
  if (interactive) process.on('SIGINT', terminal.close);
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  try {
    const done = await deploy(options, {
      terminal,
      interactive,
      region: AWS_REGION ?? AWS_DEFAULT_REGION,
      clientsIn,
      assemble,
      runCdk,
    });
    return done ? 0 : 3;
  } finally {
    terminal.close();
  }
};

/** Tells a person why not. @returns the exit code @throws what is a fault of ours */
const told = (error: unknown, { config }: DeployOptions): number => {
  if (error instanceof Interrupted) {
    console.error('\nNothing was deployed.');
    return 130;
  }
  if (error instanceof DeployError) {
    console.error(error.message);
    return error.exitCode;
  }
  if (!(error instanceof SettingsError)) throw error;
  console.error(`${config} cannot be deployed:\n${error.message}`);
  return 2;
};

const read = (argv: string[]): ReturnType<typeof optionsFrom> | undefined => {
  try {
    return optionsFrom(argv);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return undefined;
  }
};

const options = read(process.argv.slice(2));
if (options === 'help') console.log(usage);
else process.exitCode = options ? await run(options).catch((error) => told(error, options)) : 2;
