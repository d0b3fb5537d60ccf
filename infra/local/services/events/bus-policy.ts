import { AwsError, type PolicyDocument, type PolicyStatement, type Shape } from '../../contract.ts';
import { parsePolicy } from '../../policy/document.ts';
import type { Bus } from './rules.ts';

/** Who may put events on a bus besides its own account; undefined when nobody may. */
export const policyOf = ({ statements }: Bus): PolicyDocument | undefined =>
  statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : undefined;

/**
 * PutPermission: a whole `Policy` in place of what stands, or one statement by its id (EventBridge API reference).
 * @throws AwsError ValidationException
 */
export function putPermission(bus: Bus, input: Shape): void {
  if (input.Policy !== undefined) {
    bus.statements = checked(bus, input.Policy);
    return;
  }
  const statement = statementOf(bus, input);
  bus.statements = [...bus.statements.filter(({ Sid }) => Sid !== statement.Sid), statement];
}

/** @throws AwsError ResourceNotFoundException for an id that is not there */
export function removePermission(bus: Bus, { StatementId, RemoveAllPermissions }: Shape): void {
  const kept = RemoveAllPermissions ? [] : bus.statements.filter(({ Sid }) => Sid !== StatementId);
  if (!RemoveAllPermissions && kept.length === bus.statements.length)
    throw new AwsError('ResourceNotFoundException', `Statement ${StatementId} does not exist.`);
  bus.statements = kept;
}

function statementOf(bus: Bus, { StatementId, Principal, Action, Condition }: Shape): PolicyStatement {
  const anyone = Principal === '*';
  if (!StatementId || Action !== 'events:PutEvents' || !(anyone || /^\d{12}$/.test(Principal ?? '')))
    throw refused('StatementId, Action events:PutEvents and Principal, an account or *, must be given.');
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: anyone ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: bus.arn,
    ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  };
}

function checked(bus: Bus, text: string): PolicyStatement[] {
  try {
    parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof AwsError) throw refused(error.message);
    throw error;
  }
  const statements = [JSON.parse(text).Statement].flat();
  // A statement about another resource would say nothing here.
  if (
    statements.some(({ Resource }: PolicyStatement) => ![Resource].flat().every((each) => each === bus.arn))
  )
    throw refused(`Every statement of the policy must name the resource ${bus.arn}.`);
  return statements;
}

const refused = (message: string): AwsError => new AwsError('ValidationException', message);
