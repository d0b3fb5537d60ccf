import { timestamp } from '#lib/platform/clock.ts';
import { parseArguments } from './arguments.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { findDeployment } from './find-deployment.ts';
import { jsonOption } from './options.ts';
import { UsageError } from './usage-error.ts';

const options = {
  through: {
    type: 'string',
    value: 'ROLE',
    help: 'a role in each member account that you may assume: marked events are sent from there, too',
  },
  organization: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'organizations of GitHub that must have the App',
  },
  wait: { type: 'string', value: 'N', help: 'seconds to wait for marked events; 30 without it' },
  json: {
    ...jsonOption,
    help: 'print {"at", "accountId", "region", "mode", "checks": [{"id", "verdict", "findings"}]} and nothing else',
  },
} as const;

const patienceOf = (text: string | undefined): number => {
  const seconds = Number(text ?? 30);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 600) return seconds;
  throw new UsageError('--wait', `--wait takes seconds, from 1 to 600: ${text}`);
};

const roleOf = (text: string | undefined): string | undefined => {
  if (text === undefined || /^[\w+=,.@/-]{1,128}$/.test(text)) return text;
  throw new UsageError('--through', '--through takes the name of a role, not its ARN');
};

const run = async (args: string[]): Promise<Answer> => {
  const { values } = parseArguments({ args, options });
  const patience = patienceOf(values.wait);
  const through = roleOf(values.through);
  await requireCredentials();
  const system = await findDeployment();
  // How it is deployed is part of the checkout, and so is this command: it is loaded here and nowhere else.
  const [{ expectationOf }, { checks }, { examine }, { doctorText }] = await Promise.all([
    import('#infra/deployed/expectation.ts'),
    import('./doctor/checks/index.ts'),
    import('./doctor/examine.ts'),
    import('./doctor/text.ts'),
  ]);
  const expected = await expectationOf(system);
  const organizations = values.organization ?? [];
  const examined = await examine(checks, { system, expected, through, organizations, patience });
  const { accountId, region } = system.deployment;
  const told = { at: timestamp(), accountId, region, mode: system.mode, checks: examined };
  const sick = examined.some(({ verdict }) => verdict === 'wrong');
  return {
    exitCode: sick ? exitCodes.notContained : exitCodes.good,
    document: told,
    text: doctorText(told),
  };
};

export const doctorCommand: Command = {
  usage: 'doctor [--through ROLE] [--organization NAME…] [--wait N] [--json]',
  summary: 'check what is deployed, and say what is wrong and how to mend it; changes nothing',
  options,
  exits: '0 nothing is wrong; 3 something is; 1 a fault, or no deployment was found; 2 wrong usage.',
  run,
};
