import type { Expectation, ExpectedRule } from '#lib/cli/doctor/expectation.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import type { Grant } from '#lib/platform/grants.ts';
import { busStatements } from './bus-access.ts';
import { checkpoints, durableAlias, durableOf } from './durable.ts';
import { patterns } from './event-patterns.ts';
import {
  doctorName,
  doctorPattern,
  doctorTest,
  forwardingPattern,
  forwardingPlaces,
  undeliveredName,
} from './forwarding.ts';
import { allowed, grantsOf, keepFailures, neverOnOurOwn } from './grants.ts';
import { limitsOf } from './limits.ts';
import { busName, functionName, memberRole, memberRoleArns } from './names.ts';
import { inputTemplate, signalRules } from './signal-rules.ts';

type Grants = ReadonlyMap<string, readonly Grant[]>;

const grantsOfAll = async ({ functions, deployment }: DeployedSystem): Promise<Grants> =>
  new Map(
    await Promise.all(functions.map(async (folder) => [folder, await grantsOf(folder, deployment)] as const)),
  );

const roleArnIn =
  ({ deployment: { partition, accountId } }: DeployedSystem) =>
  (folder: string): string =>
    `arn:${partition}:iam::${accountId}:role/${functionName(folder)}`;

const rolesOf = async (system: DeployedSystem, grants: Grants): Promise<Expectation['roles']> => {
  const { deployment, functions } = system;
  const roleArn = roleArnIn(system);
  const ownRoles = [...functions.map(roleArn), ...memberRoleArns('*', functions, deployment.partition)];
  return Promise.all(
    [...grants].map(async ([folder, each]) => {
      const name = functionName(folder);
      const durable = await durableOf(folder);
      const further = [keepFailures(deployment), ...(durable ? [checkpoints(deployment, name)] : [])];
      const statements = [...each, ...further].map(allowed);
      const denied = folder === 'revoke-sessions' ? [neverOnOurOwn(ownRoles)] : [];
      return { name, arn: roleArn(folder), statements: [...statements, ...denied] };
    }),
  );
};

const functionsOf = ({ functions, deployment }: DeployedSystem): Promise<Expectation['functions']> =>
  Promise.all(
    functions.map(async (folder) => {
      const feedsOn =
        folder === 'contain'
          ? deployment.signalsQueueArn
          : folder === 'publish-incident'
            ? deployment.destinations?.incidentChangesQueueArn
            : undefined;
      return {
        name: functionName(folder),
        folder,
        ...((await durableOf(folder)) && { alias: durableAlias }),
        ...(feedsOn !== undefined && { feedsOn }),
      };
    }),
  );

const homeRules = ({ deployment, functions }: DeployedSystem): ExpectedRule[] => {
  const { region, partition, accountId, signalsQueueArn } = deployment;
  const at = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const signals = signalRules.map(({ kind, bus }) => ({
    name: `tourniquet-${kind}`,
    bus,
    region,
    waitsFor: { pattern: patterns[kind] },
    targetArn: signalsQueueArn,
    inputTemplate: inputTemplate(kind),
    keepsFailures: true,
  }));
  const schedules = functions.flatMap((folder) => {
    const { rate } = limitsOf(folder);
    if (rate === undefined) return [];
    const name = functionName(folder);
    const targetArn = at('lambda', `function:${name}`);
    return [{ name, bus: 'default', region, waitsFor: { schedule: rate }, targetArn, keepsFailures: false }];
  });
  const doctor = {
    name: doctorName,
    bus: busName,
    region,
    waitsFor: { pattern: doctorPattern },
    targetArn: at('sqs', doctorName),
    keepsFailures: false,
  };
  return [...signals, ...schedules, doctor];
};

const forwardingOf = ({ deployment: { region }, guardDutyRegions }: DeployedSystem) => {
  const from = (account: 'home' | 'member') =>
    forwardingPlaces(account, region, guardDutyRegions).flatMap((place) =>
      place.kinds.map((kind) => ({ region: place.region, kind })),
    );
  return { home: from('home'), member: from('member') };
};

/** The rules that forward, in the home account. */
const forwardingRules = (system: DeployedSystem): ExpectedRule[] =>
  forwardingOf(system).home.map(({ region, kind }) => ({
    name: `tourniquet-${kind}`,
    bus: 'default',
    region,
    waitsFor: { pattern: forwardingPattern(kind) },
    targetArn: system.deployment.busArn,
    keepsFailures: true,
  }));

const sendersOf = (system: DeployedSystem, grants: Grants): Expectation['senders'] => {
  const { signalsQueueArn, destinations } = system.deployment;
  const queues = [signalsQueueArn, ...(destinations ? [destinations.incidentChangesQueueArn] : [])];
  return queues.map((queueArn) => ({
    queueArn,
    roleArns: [
      ...[...grants]
        .filter(([, each]) =>
          each.some(
            ({ actions, resources }) => actions.includes('sqs:SendMessage') && resources.includes(queueArn),
          ),
        )
        .map(([folder]) => roleArnIn(system)(folder)),
      ...(system.redriveRoles ?? []),
    ],
  }));
};

/** Made of the same files that are deployed from: what is not so any more has drifted, or is of another version. */
export const expectationOf = async (system: DeployedSystem): Promise<Expectation> => {
  const grants = await grantsOfAll(system);
  const { partition, accountId } = system.deployment;
  return {
    functions: await functionsOf(system),
    roles: await rolesOf(system, grants),
    rules: [...homeRules(system), ...forwardingRules(system)],
    forwarding: forwardingOf(system),
    senders: sendersOf(system, grants),
    busStatements: busStatements(
      system.deployment,
      system.accounts === 'organization' ? [] : system.accounts,
      roleArnIn(system)('publish-incident'),
    ),
    alarmTopicArns: [...new Set(forwardingOf(system).home.map(({ region }) => region))].map(
      (region) => `arn:${partition}:sns:${region}:${accountId}:${undeliveredName}`,
    ),
    doctor: { ...doctorTest, queueName: doctorName },
    memberRole,
  };
};
