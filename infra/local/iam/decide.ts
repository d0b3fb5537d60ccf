import type { Call } from '../contract.ts';
import { accountOf } from '../policy/arn.ts';
import { contextOf } from '../policy/context.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { NamedPolicy, RequestContext, Verdict } from '../policy/model.ts';
import { requesterOf } from '../policy/principal.ts';
import { roleArn } from './arns.ts';
import { type Plane, policiesOf, principalOf } from './principal-policies.ts';
import { organizationOf, type State } from './state.ts';

/** What is asked of a caller's policies. */
export interface Question {
  /** `iam:CreateUser` */
  action: string;
  resource: string;
  /** The operation's own condition keys. */
  conditions?: RequestContext;
  /** The resource's own policy. */
  resourcePolicy?: NamedPolicy;
}

/**
 * Weighs every policy that concerns the call.
 *
 * @throws UndecidablePolicy when one of them cannot be evaluated
 */
export const decide = (state: State, call: Call, question: Question, plane: Plane = 'data'): Verdict => {
  const { caller } = call;
  const { action, resource, conditions, resourcePolicy } = question;
  const principal = principalOf(state, caller, plane);
  const ofRole = caller.kind === 'role-session' && principal ? roleArn(principal) : undefined;
  const resourceAccountId = accountOf(resource);
  const organization = organizationOf(state, caller.accountId);
  const ofResource = resourceAccountId === undefined ? undefined : organizationOf(state, resourceAccountId);
  const sourceIdentity = state.sessions.get(caller.accessKeyId)?.sourceIdentity;
  const context = contextOf(call, {
    principalTags: Object.fromEntries(principal?.tags ?? []),
    ...(ofRole !== undefined && { roleArn: ofRole }),
    ...(organization && { organizationId: organization.id }),
    ...(ofResource && { resourceOrganizationId: ofResource.id }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(resourceAccountId !== undefined && { resourceAccountId }),
    ...(conditions && { conditions }),
  });
  return evaluate(
    { action, resource, principal: requesterOf(caller, ofRole), context },
    {
      ...policiesOf(state, caller.accountId, principal, plane),
      session: (caller.sessionPolicies ?? []).map((document, at) => ({
        name: `session policy ${at + 1}`,
        kind: 'session',
        document,
      })),
      ...(resourcePolicy && { resource: resourcePolicy }),
    },
  );
};
