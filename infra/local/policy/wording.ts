import type { AccessRequest, Ground, PolicyKind } from './model.ts';

const names: Record<PolicyKind, string> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
};

const denying: Record<PolicyKind, string> = {
  identity: `an ${names.identity}`,
  boundary: `a ${names.boundary}`,
  session: `a ${names.session}`,
  scp: `a ${names.scp}`,
  resource: `a ${names.resource}`,
  trust: `the ${names.trust}`,
};

/** As in "Access denied error message examples" of the IAM guide. */
export const explicitly = (kind: PolicyKind): string => `with an explicit deny in ${denying[kind]}`;

export const implicitly = (kind: PolicyKind, { action }: AccessRequest): string =>
  `because no ${names[kind]} allows the ${action} action`;

export const allowedBy = (ground: Ground, { action }: AccessRequest): string =>
  `because the ${names[ground.kind]} ${ground.policy} allows the ${action} action`;

export const allowedAsRoot = 'because the root user needs no policy';
