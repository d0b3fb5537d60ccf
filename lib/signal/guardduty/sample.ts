import * as z from 'zod/mini';
import { isKeyId } from '#lib/credential/key-id.ts';
import { type ActorUser, actorsOf } from './actors.ts';
import { type Finding, notesOf } from './finding.ts';

const sampleFlag = z.object({ sample: z.literal([true, 'true']) });
const sampleInValue = z.object({ value: z.string() });

const isFlagged = (additionalInfo: unknown): boolean => {
  if (sampleFlag.safeParse(additionalInfo).success) return true;
  const wrapped = sampleInValue.safeParse(additionalInfo);
  if (!wrapped.success) return false;
  try {
    return sampleFlag.safeParse(JSON.parse(wrapped.data.value)).success;
  } catch {
    // Other findings hold plain text here.
    return false;
  }
};

const text = z.catch(z.optional(z.string()), undefined);
const generated = z.object({
  accessKeyDetails: z.object({ accessKeyId: text, principalId: text, userName: text }),
});

/**
 * People choose user names, and a thief may choose one that looks like a sample's: it counts only beside a key id
 * that is none. Key ids and principal ids are given by AWS.
 */
const hasGeneratedNames = ({ resource }: Finding): boolean => {
  const parsed = generated.safeParse(resource);
  if (!parsed.success) return false;
  const { accessKeyId, principalId, userName } = parsed.data.accessKeyDetails;
  const names = [accessKeyId, principalId, isKeyId(accessKeyId) ? undefined : userName];
  return names.some((name) => name?.startsWith('GeneratedFinding'));
};

const documentationAccount = '111122223333';

/** The actor of sample attack sequences: `john_doe` with a principal id or in an account of the documentation. */
const isSampleActor = ({ name, uid, account }: ActorUser): boolean => {
  const [principalId = ''] = (uid ?? '').split(':');
  return principalId.endsWith('EXAMPLE') || (name === 'john_doe' && account?.uid === documentationAccount);
};

const hasSampleActors = (finding: Finding): boolean => {
  const { users } = actorsOf(finding);
  if (users.length > 0) return users.every(isSampleActor);
  // No IAM name holds a space, so nobody can write this into the description by choosing a name.
  return / with principalId A[A-Z]{3}[A-Z0-9]*EXAMPLE in account \d{12}/.test(finding.description ?? '');
};

/**
 * Why a finding is one of GuardDuty's samples (CreateSampleFindings), or undefined. They are marked differently over
 * EventBridge, over the API and for attack sequences, so every mark that is known counts.
 */
export const sampleReason = (finding: Finding): string | undefined => {
  if (finding.title?.startsWith('[SAMPLE]')) return 'its title begins with [SAMPLE]';
  if (isFlagged(notesOf(finding).additionalInfo)) return 'service.additionalInfo says sample';
  if (hasGeneratedNames(finding)) return 'its names are generated (GeneratedFinding…)';
  if (finding.type.startsWith('AttackSequence:') && hasSampleActors(finding)) {
    return 'its actors are those of the sample attack sequences';
  }
  return undefined;
};
