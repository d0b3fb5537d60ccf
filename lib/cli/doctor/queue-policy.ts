import { fromJson, inOrder, isSame, listOf } from './same.ts';

export interface Senders {
  /** Roles that may send; everybody else is denied. */
  roleArns: readonly string[];
  /** Rules of EventBridge that are let in. */
  ruleArns: readonly string[];
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;

/** One form for a condition: every value in a list, in order. */
const plain = (condition: unknown): unknown =>
  Object.fromEntries(
    Object.entries(condition ?? {}).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys ?? {}).map(([key, value]) => [key, listOf(value).sort()])),
    ]),
  );

/** A further condition would leave somebody out of the deny. */
const deniesOthers = (statement: unknown, { roleArns }: Senders): boolean =>
  member(statement, 'Effect') === 'Deny' &&
  ['"*"', '{"AWS":"*"}'].includes(inOrder(member(statement, 'Principal'))) &&
  listOf(member(statement, 'Action')).some((action) => /^sqs:(?:SendMessage|\*)$/i.test(action)) &&
  isSame(plain(member(statement, 'Condition')), {
    ArnNotEquals: { 'aws:PrincipalArn': [...roleArns].sort() },
    Bool: { 'aws:PrincipalIsAWSService': ['false'] },
  });

/** The deny spares services of AWS: whom they act for is up to what lets them in. */
const letsInOurRules = (statement: unknown, { ruleArns }: Senders): boolean => {
  const condition = member(statement, 'Condition');
  const from = ['ArnLike', 'ArnEquals'].flatMap((operator) =>
    listOf(member(member(condition, operator), 'aws:SourceArn')),
  );
  return (
    isSame(member(statement, 'Principal'), { Service: 'events.amazonaws.com' }) &&
    from.length > 0 &&
    from.every((arn) => ruleArns.includes(arn))
  );
};

/** Whether a queue's policy lets in these rules at most, and denies sending to everybody but these roles and AWS itself. */
export const keepsOthersOut = (policy: string | undefined, senders: Senders): boolean => {
  const written = member(fromJson(policy), 'Statement');
  const statements: unknown[] = Array.isArray(written) ? written : [written];
  return (
    statements.some((statement) => deniesOthers(statement, senders)) &&
    statements
      .filter((statement) => member(statement, 'Effect') === 'Allow')
      .every((statement) => letsInOurRules(statement, senders))
  );
};
