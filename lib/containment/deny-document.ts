import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { DeniedSession } from '#lib/incident/incident.ts';

/**
 * The policy that denies what a role issued before a moment: all of it, or to one session. `aws:userid` of a role
 * session is `<role id>:<session name>` (IAM user guide, "Global condition context keys"), and every temporary
 * credential carries `aws:TokenIssueTime`.
 */
export const denyDocument = (roleId: string, { name, issuedBefore }: DeniedSession) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TourniquetDeniesWhatWasIssuedBefore',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        DateLessThan: { 'aws:TokenIssueTime': issuedBefore },
        ...(name === null ? {} : { StringEquals: { 'aws:userid': `${roleId}:${name}` } }),
      },
    },
  ],
});

const dated = z.object({
  Statement: z.tuple([
    z.object({ Condition: z.object({ DateLessThan: z.object({ 'aws:TokenIssueTime': z.string() }) }) }),
  ]),
});

/** Whether a policy denies this session (null: the whole role), up to whatever moment. */
export const isDenyOf = (policy: unknown, roleId: string, name: string | null): boolean => {
  const parsed = dated.safeParse(policy);
  if (!parsed.success) return false;
  const [{ Condition }] = parsed.data.Statement;
  return isDeepStrictEqual(
    policy,
    denyDocument(roleId, { name, issuedBefore: Condition.DateLessThan['aws:TokenIssueTime'] }),
  );
};
