import type { Operation } from '../contract.ts';
import { parsePolicy } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { coversAction } from '../policy/match.ts';
import type { NamedPolicy, PolicySet, RequestContext, Verdict } from '../policy/model.ts';
import { UndecidablePolicy } from '../policy/undecidable.ts';
import { invalidInput } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { contextEntries, decisions, named, type SimulatedContext } from './simulate.ts';

interface Input extends PageInput, SimulatedContext {
  PolicyInputList: string[];
  PermissionsBoundaryPolicyInputList?: string[];
  OrderedOrganizationPolicyInputList?: { ServiceControlPolicyInputList?: string[] }[];
  ActionNames: string[];
  ResourceArns?: string[];
}

/** The strictest first: it is the decision on an action over all of its resources. */
const strictness = ['explicitDeny', 'implicitDeny', 'allowed'] as const;

const policiesIn = (input: Input): PolicySet => ({
  identity: named('identity', input.PolicyInputList),
  boundary: named('boundary', input.PermissionsBoundaryPolicyInputList),
  scps: (input.OrderedOrganizationPolicyInputList ?? []).map(({ ServiceControlPolicyInputList }) =>
    named('scp', ServiceControlPolicyInputList),
  ),
});

/** The keys that statements about the action ask for and the request does not have. */
const missingKeys = (
  documents: readonly NamedPolicy[],
  action: string,
  context: RequestContext,
): string[] => {
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  const asked = documents.flatMap(({ document, kind }) =>
    parsePolicy(document, kind)
      .statements.filter(({ actions }) => coversAction(actions, action))
      .flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  );
  return [...new Set(asked)].filter((key) => !given.has(key.toLowerCase()));
};

/**
 * SimulateCustomPolicy: decided by the same evaluator as every call, on nothing but what is given. One result an
 * action, with a decision for each resource; a resource belongs to whoever is simulated. Resource policies are not
 * supported. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
export const simulateCustomOperations: Record<string, Operation> = {
  SimulateCustomPolicy: {
    readOnly: true,
    run(input: Input, { caller }) {
      const { ActionNames, ResourceArns = ['*'] } = input;
      const wrong = ActionNames.find((action) => !/^[\w-]+:\w+$/.test(action));
      if (wrong !== undefined) throw invalidInput(`Invalid Input: ${wrong} is not the name of an action`);
      const policies = policiesIn(input);
      const context = contextEntries(input);
      const decide = (action: string, resource: string): Verdict => {
        const { accountId } = caller;
        const arn = `arn:aws:iam::${accountId}:user/simulated`;
        const principal = { kind: 'user' as const, arn, accountId };
        return evaluate({ action, resource, principal, resourceAccountId: accountId, context }, policies);
      };
      const results = ActionNames.map((action, at) => {
        const perResource = ResourceArns.map((resource) => ({
          resource,
          ...decided(decide, action, resource),
        }));
        const missing = missingKeys(policies.identity, action, context);
        return { at: String(at).padStart(6, '0'), result: resultOf(action, perResource, missing) };
      });
      const { shown, ...rest } = page(results, (each) => each.at, input);
      return { EvaluationResults: shown.map(({ result }) => result), ...rest };
    },
  },
};

const decided = (decide: (action: string, resource: string) => Verdict, action: string, resource: string) => {
  try {
    const { decision, by } = decide(action, resource);
    const matched = by
      .filter(({ kind }) => kind === 'identity')
      .map(({ policy }) => ({ SourcePolicyId: policy }));
    return { decision: decisions[decision], matched };
  } catch (error) {
    if (error instanceof UndecidablePolicy) throw invalidInput(error.message);
    throw error;
  }
};

type OnResource = ReturnType<typeof decided> & { resource: string };

const resultOf = (action: string, perResource: readonly OnResource[], missing: string[]) => ({
  EvalActionName: action,
  EvalResourceName: '*',
  EvalDecision: strictness.find((each) => perResource.some(({ decision }) => decision === each)),
  MatchedStatements: perResource.flatMap(({ matched }) => matched),
  MissingContextValues: missing,
  ResourceSpecificResults: perResource
    .filter(({ resource }) => resource !== '*')
    .map(({ resource, decision, matched }) => ({
      EvalResourceName: resource,
      EvalResourceDecision: decision,
      MatchedStatements: matched,
      MissingContextValues: missing,
    })),
});
