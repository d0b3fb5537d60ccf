import { type Authorizer, AwsError, type Call } from '../contract.ts';
import type { Verdict } from '../policy/model.ts';
import { refusedForSession } from '../policy/session-limits.ts';
import { UndecidablePolicy } from '../policy/undecidable.ts';
import { decide, type Question } from './decide.ts';
import { accessDenied } from './errors.ts';
import type { State } from './state.ts';

/**
 * Decides whether a call may run, by everything that AWS would look at. It always throws AccessDenied; the server
 * gives it the code of the protocol that was spoken.
 */
export const createAuthorizer = (state: State): Authorizer => ({
  authorize(call, operation, input) {
    if (operation.authorized === 'always') return;
    const action = operation.action ?? `${call.service}:${call.operation}`;
    refuseSession(call, action);
    const document = operation.resourcePolicy?.(input, call);
    const conditions = operation.conditions?.(input, call) ?? {};
    for (const resource of operation.resources?.(input, call) ?? ['*']) {
      const kind = action === 'sts:AssumeRole' ? 'trust' : 'resource';
      const resourcePolicy = document && ({ name: `policy of ${resource}`, kind, document } as const);
      demandAllowed(state, call, { action, resource, conditions, ...(resourcePolicy && { resourcePolicy }) });
    }
  },
});

/** IAM answers a session that may not call it at all as if its token were none. */
const refuseSession = (call: Call, action: string): void => {
  const reason = refusedForSession(call.caller, action);
  if (reason === undefined) return;
  if (action.startsWith('iam:')) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  }
  throw accessDenied(reason);
};

/** @throws AwsError AccessDenied, worded as in the IAM guide's "Access denied error message examples" */
export const demandAllowed = (state: State, call: Call, question: Question): void => {
  const { decision, why, by } = verdictOf(state, call, question);
  const { action, resource } = question;
  if (decision === 'allowed') {
    for (const tell of state.onAllowed) tell({ caller: call.caller, action, resource, by });
    return;
  }
  const target = resource === '*' ? '' : ` on resource: ${resource}`;
  // STS does not tell which policy is missing: it may be that of a stranger's role, or the role itself.
  const reason = action === 'sts:AssumeRole' && decision === 'implicit-deny' ? '' : ` ${why}`;
  throw accessDenied(`User: ${call.caller.arn} is not authorized to perform: ${action}${target}${reason}`);
};

/** A policy that cannot be evaluated must not let anything through. */
const verdictOf = (state: State, call: Call, question: Question): Verdict => {
  try {
    return decide(state, call, question);
  } catch (error) {
    if (!(error instanceof UndecidablePolicy)) throw error;
    return { decision: 'explicit-deny', by: [], why: `because ${error.message}` };
  }
};
