import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { lambdaClient } from '#lib/aws/clients.ts';
import { errorCode, isError } from '#lib/aws/errors.ts';
import { type Check, type Finding, nameIn, notChecked, ok, type Patient, wrong } from '../check.ts';

type Expected = Patient['expected']['functions'][number];

const again = 'deploy again: npm run deploy';

const isWell = async (lambda: LambdaClient, { name, alias, feedsOn }: Expected): Promise<Finding[]> => {
  const { State, LastUpdateStatus, StateReason, DeadLetterConfig, Role } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: name }),
  );
  const found: Finding[] = [];
  // A function that nothing has used for weeks is Inactive, and wakes at the first call (Lambda guide, "Function states").
  if (State !== 'Active' && State !== 'Inactive')
    found.push(wrong(name, `it is ${State}: ${StateReason ?? 'no reason is given'}`, again));
  if (LastUpdateStatus === 'Failed') found.push(wrong(name, 'its last update failed', again));
  if (!DeadLetterConfig?.TargetArn)
    found.push(wrong(name, 'events that fail three times are lost: it has no dead-letter queue', again));
  if (nameIn(Role ?? '') !== name)
    found.push(wrong(name, `it runs as ${Role} and not as the role ${name}`, again));
  if (alias !== undefined) found.push(...(await hasAlias(lambda, name, alias)));
  if (feedsOn !== undefined) found.push(...(await isFed(lambda, name, feedsOn)));
  return found;
};

const hasAlias = async (lambda: LambdaClient, name: string, Name: string): Promise<Finding[]> => {
  try {
    await lambda.send(new GetAliasCommand({ FunctionName: name, Name }));
    return [];
  } catch (error) {
    if (!isError(error, 'ResourceNotFoundException')) throw error;
    return [wrong(name, `it has no alias ${Name}, by which alone it can be started`, again)];
  }
};

const isFed = async (lambda: LambdaClient, name: string, queueArn: string): Promise<Finding[]> => {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: name }),
  );
  const source = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn === queueArn);
  if (!source) return [wrong(name, `nothing hands it what is on the queue ${nameIn(queueArn)}`, again)];
  if (source.State === 'Enabled' || source.State === 'Creating') return [];
  const mend = `switch it on: aws lambda update-event-source-mapping --uuid ${source.UUID} --enabled`;
  return [wrong(name, `what feeds it from ${nameIn(queueArn)} is ${source.State}`, mend)];
};

const examine = async (lambda: LambdaClient, expected: Expected): Promise<Finding[]> => {
  const { name } = expected;
  try {
    const found = await isWell(lambda, expected);
    return found.length > 0 ? found : [ok(name, 'it is there and ready')];
  } catch (error) {
    if (errorCode(error) === 'ResourceNotFoundException') return [wrong(name, 'it is not there', again)];
    throw error;
  }
};

/** Whether every function is there, ready, and fed by its queue. */
export const functions: Check = {
  id: 'functions',
  asks: 'are the functions there and ready?',
  run: async ({ expected }) => {
    const lambda = await lambdaClient();
    const each = await Promise.all(expected.functions.map((one) => examine(lambda, one)));
    return [
      ...each.flat(),
      notChecked(
        'their last errors',
        'errors are counted by CloudWatch: the alarms page, and the dashboard Tourniquet shows them',
      ),
    ];
  },
};
