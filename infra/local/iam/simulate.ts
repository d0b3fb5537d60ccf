import type { Call, Caller, Operation, Shape } from '../contract.ts';
import { accountOf as accountOfArn } from '../policy/arn.ts';
import { contextOf } from '../policy/context.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { NamedPolicy, RequestContext, Verdict } from '../policy/model.ts';
import { requesterOf } from '../policy/principal.ts';
import { roleArn, userArn } from './arns.ts';
import type { Entity, Role, User } from './entities.ts';
import { invalidInput, noSuchEntity } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { policiesOf } from './principal-policies.ts';
import type { State } from './state.ts';

export interface SimulatedContext {
  ContextEntries?: { ContextKeyName: string; ContextKeyValues: string[] }[];
}

interface Input extends PageInput, SimulatedContext {
  PolicySourceArn: string;
  ActionNames: string[];
  ResourceArns?: string[];
  PolicyInputList?: string[];
  PermissionsBoundaryPolicyInputList?: string[];
  ResourcePolicy?: string;
}

export const decisions = {
  allowed: 'allowed',
  'explicit-deny': 'explicitDeny',
  'implicit-deny': 'implicitDeny',
} as const satisfies Record<Verdict['decision'], string>;

export const named = (kind: NamedPolicy['kind'], documents: string[] = []): NamedPolicy[] =>
  documents.map((document, at) => ({ name: `PolicyInputList.${at + 1}`, kind, document }));

/** @throws AwsError NoSuchEntity */
const sourceOf = (state: State, arn: string): User | Role => {
  const accountId = accountOfArn(arn) ?? '';
  const name = arn.split('/').at(-1) ?? '';
  const user = state.users.find(accountId, name);
  const role = state.roles.find(accountId, name);
  const found = [user, role].find((entity) => entity && arnOf(entity) === arn);
  if (!found) throw noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
  return found;
};

const arnOf = (entity: User | Role): string => ('trust' in entity ? roleArn(entity) : userArn(entity));

/** As if the principal itself had called: a role acts through a session. */
const callerOf = (entity: User | Role): Caller => {
  const { accountId, name, id } = entity;
  const shared = { accountId, accessKeyId: '' };
  if (!('trust' in entity))
    return { ...shared, kind: 'user', arn: userArn(entity), userId: id, userName: name };
  const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/simulation`;
  return {
    ...shared,
    kind: 'role-session',
    arn,
    userId: `${id}:simulation`,
    roleName: name,
    sessionName: 'simulation',
  };
};

export const contextEntries = ({ ContextEntries = [] }: SimulatedContext): RequestContext =>
  Object.fromEntries(
    ContextEntries.map(({ ContextKeyName, ContextKeyValues }) => [
      ContextKeyName,
      ContextKeyValues.length === 1 ? (ContextKeyValues[0] ?? '') : ContextKeyValues,
    ]),
  );

/**
 * SimulatePrincipalPolicy, decided by the same evaluator as every call, on what IAM shows now. Groups as the source
 * are not supported.
 */
export const simulateOperations = (state: State): Record<string, Operation> => ({
  SimulatePrincipalPolicy: {
    readOnly: true,
    resources: (input: Shape) => [input.PolicySourceArn],
    run(input: Input, call) {
      const entity = sourceOf(state, input.PolicySourceArn);
      if (entity.accountId !== call.caller.accountId) {
        throw invalidInput(`The policy source ${input.PolicySourceArn} is in another account.`);
      }
      const questions = input.ActionNames.flatMap((action) =>
        (input.ResourceArns ?? ['*']).map((resource) => ({ action, resource })),
      );
      const results = questions.map(({ action, resource }, at) => ({
        at: String(at).padStart(6, '0'),
        result: resultOf(action, resource, simulate(state, entity, input, call, action, resource)),
      }));
      const { shown, ...rest } = page(results, (each) => each.at, input);
      return { EvaluationResults: shown.map(({ result }) => result), ...rest };
    },
  },
});

const simulate = (
  state: State,
  entity: User | Role,
  input: Input,
  call: Call,
  action: string,
  resource: string,
): Verdict => {
  const caller = callerOf(entity);
  const ofRole = 'trust' in entity ? roleArn(entity) : undefined;
  const policies = policiesOf(state, entity.accountId, entity, 'control');
  const boundary = named('boundary', input.PermissionsBoundaryPolicyInputList);
  const [resourcePolicy] = named('resource', input.ResourcePolicy ? [input.ResourcePolicy] : []);
  const context = contextOf(
    { ...call, caller },
    {
      principalTags: Object.fromEntries((entity as Entity).tags),
      conditions: contextEntries(input),
      ...(ofRole !== undefined && { roleArn: ofRole }),
    },
  );
  return evaluate(
    { action, resource, principal: requesterOf(caller, ofRole), context },
    {
      ...policies,
      identity: [...policies.identity, ...named('identity', input.PolicyInputList)],
      ...(boundary.length > 0 && { boundary }),
      ...(resourcePolicy && { resource: resourcePolicy }),
    },
  );
};

const resultOf = (action: string, resource: string, { decision, by }: Verdict) => ({
  EvalActionName: action,
  EvalResourceName: resource,
  EvalDecision: decisions[decision],
  MatchedStatements: by.map(({ policy }) => ({ SourcePolicyId: policy })),
  MissingContextValues: [],
});
