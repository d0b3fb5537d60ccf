import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientSettings } from '#lib/aws/clients.ts';
import { isError } from '#lib/aws/errors.ts';
import { plainWord, shellSafe } from '#lib/platform/shell-safe.ts';
import { type Check, type Finding, nameIn, ok, type Patient, wrong } from '../check.ts';
import { fromJson, inOrder, listOf } from '../same.ts';

const again = 'deploy again: npm run deploy';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One form for what a policy may say in several: an account by its id or its root, one thing alone or in a list. */
const plain = (value: unknown): unknown => {
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return listOf(value)
    .map((text) => /^arn:[\w-]+:iam::(\d{12}):root$/.exec(text)?.[1] ?? text)
    .sort();
};

interface Statement {
  sid: string;
  text: string;
}

const statementsOf = (policy: unknown): Statement[] => {
  const statements = isObject(policy) ? policy['Statement'] : undefined;
  return (Array.isArray(statements) ? statements : [statements])
    .filter(isObject)
    .map((each) => ({ sid: String(each['Sid'] ?? 'without a name'), text: inOrder(plain(each)) }));
};

const examine = (subject: string, there: readonly Statement[], wanted: readonly Statement[]): Finding[] => {
  const without = (one: readonly Statement[], other: readonly Statement[]) =>
    one.filter(({ text }) => !other.some((each) => each.text === text));
  return [
    ...without(wanted, there).map(({ sid }) =>
      wrong(subject, `its policy lacks the statement ${sid}, or says something else in it`, again),
    ),
    ...without(there, wanted)
      .filter(({ sid }) => !wanted.some((each) => each.sid === sid))
      .map(({ sid }) =>
        wrong(
          subject,
          `somebody is let in, or kept out, by the statement ${sid} that was not deployed`,
          `find out in CloudTrail who put it there, and take it off${shellSafe(sid, plainWord) ? `: aws events remove-permission --event-bus-name ${nameIn(subject)} --statement-id ${sid}` : ''}`,
        ),
      ),
  ];
};

/** Whether our bus lets in whose events are believed, and nobody else. */
export const bus: Check = {
  id: 'bus',
  asks: 'does the bus let in our accounts, and nobody else?',
  run: async ({ system: { deployment }, expected }: Patient) => {
    const Name = nameIn(deployment.busArn);
    const client = new EventBridgeClient(clientSettings());
    try {
      const { Policy } = await client.send(new DescribeEventBusCommand({ Name }));
      const wanted = statementsOf({ Statement: expected.busStatements });
      const found = examine(Name, statementsOf(fromJson(Policy)), wanted);
      return found.length > 0 ? found : [ok(Name, 'its policy is as it was deployed')];
    } catch (error) {
      if (isError(error, 'ResourceNotFoundException')) return [wrong(Name, 'the bus is not there', again)];
      throw error;
    }
  },
};
