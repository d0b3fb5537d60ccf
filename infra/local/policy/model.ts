import type { Caller, PolicyDocument } from '../contract.ts';

/** Where a policy hangs; it decides what the document may say and how it is weighed. */
export const policyKinds = ['identity', 'boundary', 'session', 'scp', 'resource', 'trust'] as const;
export type PolicyKind = (typeof policyKinds)[number];

export interface NamedPolicy {
  /** A policy's ARN, or the name of an inline policy: it is what a verdict points at. */
  name: string;
  kind: PolicyKind;
  document: PolicyDocument | string;
}

/** Every policy that has a say in one request. */
export interface PolicySet {
  /** Of a user with its groups, or of a role. A federated session has those of the user that federated it. */
  identity: readonly NamedPolicy[];
  boundary?: readonly NamedPolicy[];
  session?: readonly NamedPolicy[];
  /** One list a level, from the organization's root down to the account. An empty list allows nothing. */
  scps?: readonly (readonly NamedPolicy[])[];
  /** The resource's own policy; for sts:AssumeRole the role's trust policy, whose kind is `trust`. */
  resource?: NamedPolicy;
}

/** Who asks. A session has an ARN of its own and, behind it, a role or a user. */
export interface Requester {
  kind: Caller['kind'];
  /** For a service its principal, such as `lambda.amazonaws.com`. */
  arn: string;
  accountId: string;
  /** aws:userid: finds principals that a policy names by unique id, `AIDA…` or `AROA…`. */
  userId?: string;
  /** The role of a role session, with its path: the session's own ARN does not carry it. */
  roleArn?: string;
  /** The user, or root, that made a federated session. */
  userArn?: string;
}

/** Condition keys, in any case, and their values; a list is a multivalued key. */
export type RequestContext = Record<string, string | string[]>;

export interface AccessRequest {
  /** `iam:CreateUser` */
  action: string;
  /** An ARN, or `*` for an action that has no resource. */
  resource: string;
  principal: Requester;
  /** Without it: the account in the resource's ARN, else the requester's own. */
  resourceAccountId?: string;
  context: RequestContext;
}

/** A statement that decided, by its Sid or else its index. */
export interface Ground {
  policy: string;
  kind: PolicyKind;
  statement: string | number;
}

export interface Verdict {
  decision: 'allowed' | 'explicit-deny' | 'implicit-deny';
  /** The denying statements, or the allowing ones; empty when nothing allowed it. */
  by: Ground[];
  /** Ready to stand at the end of AWS's "… is not authorized to perform: … on resource: …". */
  why: string;
}
