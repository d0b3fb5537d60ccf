import { Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type DeployedSystem, deploymentParameter } from '#lib/platform/deployed-system.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { Settings } from '../settings/settings.ts';
import type { FrontDoor } from './front-door.ts';
import type { Functions } from './functions.ts';

/** For a leak that a scanner reports here; which account this is the template does not know. */
const modeOf = ({ rules: { mode, modes } }: Settings): DeployedSystem['mode'] =>
  modes.findLast(({ account, source }) => account === undefined && (source ?? 'scanner') === 'scanner')
    ?.mode ?? mode;

/** Writes the parameter by which the terminal finds the deployment. Nothing in it is secret. */
export const tellOfItself = (
  scope: Construct,
  settings: Settings,
  {
    deployment,
    functions,
    frontDoor,
  }: {
    deployment: Deployment;
    functions: Functions;
    frontDoor: FrontDoor | undefined;
  },
): void => {
  const { accounts, guardDutyRegions, redriveRoles } = settings;
  const system: DeployedSystem = {
    form: 1,
    deployment,
    functions: [...functions.keys()],
    mode: modeOf(settings),
    accounts,
    guardDutyRegions,
    ...(redriveRoles.length > 0 && { redriveRoles }),
    ...(frontDoor && { webhookUrl: frontDoor.webhookUrl }),
  };
  new CfnParameter(scope, 'Deployment', {
    name: deploymentParameter,
    description: 'What tourniquet doctor and tourniquet drill --live find this deployment by',
    type: 'String',
    tier: 'Intelligent-Tiering',
    value: Stack.of(scope).toJsonString(system),
  });
};
