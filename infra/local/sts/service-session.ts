import { randomUUID } from 'node:crypto';
import type { Caller } from '../contract.ts';
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

const lambda = 'lambda.amazonaws.com';

/**
 * Sessions as the Lambda service gets them for its functions. AWS services are not bound by a role's
 * MaxSessionDuration.
 *
 * @throws AwsError AccessDenied when there is no such role or its trust policy does not allow Lambda
 */
export const createServiceSessions =
  (state: State) =>
  (roleArn: string, sessionName: string, seconds: number): ServiceSession => {
    const role = roleByArn(state, roleArn);
    if (!role) throw accessDenied(`The role ${roleArn} cannot be assumed by Lambda: there is no such role.`);
    const now = state.clock.now();
    const caller: Caller = {
      kind: 'service',
      accountId: role.accountId,
      arn: lambda,
      userId: lambda,
      accessKeyId: '',
    };
    const call = { service: 'sts', operation: 'AssumeRole', region: 'us-east-1', caller, now };
    demandAllowed(
      state,
      { ...call, requestId: randomUUID(), sourceIp: lambda, userAgent: lambda },
      {
        action: 'sts:AssumeRole',
        resource: roleArn,
        resourcePolicy: { name: `trust policy of ${role.name}`, kind: 'trust', document: role.trust },
      },
    );
    const session = issueRoleSession(state, role, { sessionName, seconds, now });
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = session;
    return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
  };
