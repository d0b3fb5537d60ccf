import * as z from 'zod/mini';
import { redact } from '#lib/platform/redact.ts';
import { askFunction } from '../../ask-function.ts';
import { accountsOf } from '../accounts-of.ts';
import { type Check, type Finding, notChecked, ok, type Patient, wrong } from '../check.ts';
import { keyIdFor } from '../key-id-for.ts';

const dryRun = z.object({ status: z.literal('observed'), decidedBy: z.string(), reason: z.string() });

/**
 * Has `contain` look for a key of the account that nobody has. It is the function's own way into the account: only its
 * role may take the one there. A dry run changes and keeps nothing.
 */
const enter = async (accountId: string, { expected }: Patient): Promise<Finding> => {
  const subject = `account ${accountId}`;
  const answer = await askFunction('tourniquet-contain', {
    accessKeyId: keyIdFor(accountId),
    reason: 'drill: tourniquet doctor asks whether the account can be entered',
    dryRun: true,
  });
  const read = dryRun.safeParse(answer);
  if (!read.success) throw new Error(`contain gave no dry run for ${accountId}`);
  const { decidedBy, reason } = read.data;
  if (decidedBy === 'deleted-key') return ok(subject, `contain enters it through ${expected.memberRole}`);
  return wrong(
    subject,
    reason,
    decidedBy === 'not-ours'
      ? `list ${accountId} in "accounts", and deploy`
      : 'deploy infra/cloud/member.yaml there (a StackSet reaches every account), with the ExternalId of this deployment',
  );
};

/** Whether a leak in each member account could be contained. */
export const members: Check = {
  id: 'members',
  asks: 'can the member accounts be entered?',
  run: async (patient) => {
    const accounts = await accountsOf(patient.system);
    if ('unknown' in accounts)
      return [
        notChecked(
          'the accounts of the organization',
          `they cannot be listed from here: ${accounts.unknown}`,
        ),
      ];
    if (accounts.length === 0) return [notChecked('member accounts', 'none is configured')];
    const found: Finding[] = [];
    // One after the other: they share the function's concurrency with leaks.
    for (const accountId of accounts)
      found.push(
        await enter(accountId, patient).catch((error: unknown) =>
          wrong(
            `account ${accountId}`,
            error instanceof Error ? redact(error.message) : String(error),
            'look at the log of tourniquet-contain, and at what the check "functions" says',
          ),
        ),
      );
    return [
      ...found,
      notChecked(
        `${patient.expected.memberRole}-read, ${patient.expected.memberRole}-revoke`,
        'only investigate and revoke-sessions may take them, and act only on an incident: the same template makes all three',
      ),
    ];
  },
};
