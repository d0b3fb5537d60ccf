import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { clientSettings } from '#lib/aws/clients.ts';
import { isError } from '#lib/aws/errors.ts';
import { type Check, type Finding, ok, type Patient, wrong } from '../check.ts';
import { fromJson, isSame } from '../same.ts';

type Expected = Patient['expected']['rules'][number];

const again = 'deploy again: npm run deploy';

const where = ({ name, bus, region }: Expected): string =>
  bus === 'default' ? `${name} in ${region}` : `${name} on the bus ${bus}`;

/** Whoever may add a target to a rule could have it write another kind, or an event of his own. */
const writesAsDeployed = ({ Input, InputPath, InputTransformer }: Target, expected: Expected): boolean =>
  Input === undefined &&
  InputPath === undefined &&
  InputTransformer?.InputTemplate === expected.inputTemplate &&
  Object.keys(InputTransformer?.InputPathsMap ?? {}).length === 0;

const targetFaults = (expected: Expected, targets: readonly Target[]): Finding[] => {
  const subject = where(expected);
  const ours = targets.filter(({ Arn }) => Arn === expected.targetArn);
  if (ours.length === 0) return [wrong(subject, `it does not lead to ${expected.targetArn}`, again)];
  return [
    ...(ours.every((target) => writesAsDeployed(target, expected))
      ? []
      : [wrong(subject, 'it does not write the kind of its source beside the event', again)]),
    ...(ours.every(({ DeadLetterConfig }) => DeadLetterConfig?.Arn) || !expected.keepsFailures
      ? []
      : [wrong(subject, 'what it cannot deliver is lost: its target has no dead-letter queue', again)]),
  ];
};

const examine = async (events: EventBridgeClient, expected: Expected): Promise<Finding[]> => {
  const { name, bus, region, waitsFor } = expected;
  const subject = where(expected);
  try {
    const [rule, { Targets = [] }] = await Promise.all([
      events.send(new DescribeRuleCommand({ Name: name, EventBusName: bus })),
      events.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus })),
    ]);
    const found = targetFaults(expected, Targets);
    if (rule.State === 'DISABLED')
      found.push(
        wrong(
          subject,
          'it is switched off',
          `switch it on: aws events enable-rule --region ${region} --event-bus-name ${bus} --name ${name}`,
        ),
      );
    const same =
      'pattern' in waitsFor
        ? isSame(fromJson(rule.EventPattern), waitsFor.pattern)
        : rule.ScheduleExpression === waitsFor.schedule;
    if (!same) found.push(wrong(subject, 'it waits for something else than it was deployed with', again));
    return found.length > 0 ? found : [ok(subject, 'it is on and leads where it should')];
  } catch (error) {
    if (isError(error, 'ResourceNotFoundException')) return [wrong(subject, 'it is not there', again)];
    throw error;
  }
};

/** Whether every rule of the home account is on, unchanged, and leads where it should. */
export const rules: Check = {
  id: 'rules',
  asks: 'do the rules hand over what they wait for?',
  run: async ({ expected }) => {
    const clients = new Map<string, EventBridgeClient>();
    const clientIn = (region: string): EventBridgeClient => {
      const client = clients.get(region) ?? new EventBridgeClient({ ...clientSettings(), region });
      clients.set(region, client);
      return client;
    };
    return (await Promise.all(expected.rules.map((rule) => examine(clientIn(rule.region), rule)))).flat();
  },
};
