import { randomUUID } from 'node:crypto';
import type { Call, Caller } from '../contract.ts';
import { demandAllowed } from '../iam/authorizer.ts';
import { accessDenied } from '../iam/errors.ts';
import type { State } from '../iam/state.ts';
import { issueRoleSession, roleByArn } from './assume-role.ts';

export interface ServiceSession {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Date;
}

export interface ServiceSessionRequest {
  /** Who assumes the role: `lambda.amazonaws.com`. */
  service: string;
  roleArn: string;
  sessionName: string;
  seconds: number;
  region?: string;
  ec2RoleDelivery?: '2.0';
  /** For what it asks: `aws:SourceArn` and `aws:SourceAccount`. */
  conditions?: Record<string, string>;
}

const lambda = 'lambda.amazonaws.com';

/** A service's call of AssumeRole, in the role's account. */
export const assumeRoleBy = (service: string, accountId: string, region: string, now: Date): Call => {
  const caller: Caller = { kind: 'service', accountId, arn: service, userId: service, accessKeyId: '' };
  const call = { service: 'sts', operation: 'AssumeRole', region, caller, now };
  return { ...call, requestId: randomUUID(), sourceIp: service, userAgent: service };
};

/**
 * A session as a service of AWS gets it for what it runs. Services are not bound by a role's MaxSessionDuration.
 *
 * @throws AwsError AccessDenied when there is no such role or its trust policy does not allow the service
 */
export const sessionForService = (state: State, request: ServiceSessionRequest): ServiceSession => {
  const {
    service,
    roleArn,
    sessionName,
    seconds,
    region = 'us-east-1',
    ec2RoleDelivery,
    conditions,
  } = request;
  const role = roleByArn(state, roleArn);
  if (!role)
    throw accessDenied(`The role ${roleArn} cannot be assumed by ${service}: there is no such role.`);
  const now = state.clock.now();
  demandAllowed(state, assumeRoleBy(service, role.accountId, region, now), {
    action: 'sts:AssumeRole',
    resource: roleArn,
    ...(conditions && { conditions }),
    resourcePolicy: { name: `trust policy of ${role.name}`, kind: 'trust', document: role.trust },
  });
  const session = issueRoleSession(state, role, { sessionName, seconds, now, ec2RoleDelivery });
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = session;
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
};

/** Sessions as the Lambda service gets them for its functions. */
export const createServiceSessions =
  (state: State) =>
  (roleArn: string, sessionName: string, seconds: number): ServiceSession =>
    sessionForService(state, { service: lambda, roleArn, sessionName, seconds });
