import { AwsError } from '../contract.ts';
import { conditionHolds } from './condition.ts';
import { type Policy, parsePolicy } from './document.ts';
import { coversAction, coversResource } from './match.ts';
import type { AccessRequest, Ground, NamedPolicy } from './model.ts';
import { type Reach, reach } from './principal.ts';
import type { RequestKeys } from './request-keys.ts';
import type { Statement } from './statement.ts';
import { UndecidablePolicy } from './undecidable.ts';
import { type Expand, expander } from './variables.ts';

/** A statement that applies to the request. */
export interface Finding {
  effect: 'Allow' | 'Deny';
  reach: Reach;
  ground: Ground;
}

export interface Asked {
  request: AccessRequest;
  keys: RequestKeys;
  /** Whether the requester has a permissions boundary. */
  bounded: boolean;
}

/** Every condition is looked at, also after one has failed: whether a policy is decidable must not hang on order. */
const conditionsHold = (statement: Statement, { keys }: Asked, expand: Expand): boolean =>
  !statement.conditions.map((condition) => conditionHolds(condition, keys, expand)).includes(false);

const reachOf = (statement: Statement, asked: Asked, expand: Expand): Reach | undefined => {
  const { action, resource, principal } = asked.request;
  if (!coversAction(statement.actions, action)) return undefined;
  if (statement.resources && !coversResource(statement.resources, resource, expand)) return undefined;
  const reached = reach(statement.principals, principal, asked.bounded);
  return reached && conditionsHold(statement, asked, expand) ? reached : undefined;
};

const findingsIn = ({ statements, variables }: Policy, named: NamedPolicy, asked: Asked): Finding[] => {
  const expand = expander(asked.keys, variables);
  return statements.flatMap((statement) => {
    const reached = reachOf(statement, asked, expand);
    if (!reached) return [];
    const ground = { policy: named.name, kind: named.kind, statement: statement.id };
    return [{ effect: statement.effect, reach: reached, ground }];
  });
};

/** @throws UndecidablePolicy, with the policy's name, for a document that is malformed or cannot be evaluated */
export const findings = (policies: readonly NamedPolicy[], asked: Asked): Finding[] =>
  policies.flatMap((named) => {
    try {
      return findingsIn(parsePolicy(named.document, named.kind), named, asked);
    } catch (error) {
      if (!(error instanceof UndecidablePolicy) && !(error instanceof AwsError)) throw error;
      throw new UndecidablePolicy(error.message, named.name, { cause: error });
    }
  });
