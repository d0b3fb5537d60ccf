import type { IAMClient } from '@aws-sdk/client-iam';
import { accountOfArn } from '#lib/aws/arn.ts';
import type { Hands, RoleSessionTarget } from './steps/step.ts';

export interface HandsSources {
  /** IAM of an account: ours, or a member's through its role. `subject` names the session. */
  iamFor(accountId: string, subject: string): Promise<IAMClient>;
  /** Denies the session that the incident records, or takes that off again: whoever holds iam:PutRolePolicy. */
  denySession(target: RoleSessionTarget, undo: boolean): Promise<void>;
}

/** What changes the account that a principal lives in. */
export const handsFor = async (arn: string, incidentId: string, sources: HandsSources): Promise<Hands> => ({
  iam: await sources.iamFor(accountIn(arn), incidentId),
  denySession: (target, undo) => sources.denySession(target, undo),
});

/** The account in an ARN of IAM. */
export const accountIn = (arn: string): string => accountOfArn(arn) ?? '';
