import { describeError, errorCode, isUnsupported } from '#lib/aws/errors.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { NoSuchPage } from '#lib/containment/no-such-page.ts';
import { RestoreRefused } from '#lib/containment/restore-refused.ts';
import { UnreadableEvidence } from '#lib/evidence/verify/verdict.ts';
import { NothingReadable } from '#lib/investigation/files/nothing-readable.ts';
import { redact } from '#lib/platform/redact.ts';
import { type Answer, exitCodes } from './command.ts';
import { NoAccess } from './no-access.ts';
import { UsageError } from './usage-error.ts';

// Node's own parser of arguments throws its complaints as TypeErrors with such a code.
const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

const codeOf = (error: unknown): string => {
  if (isUsage(error)) return 'usage';
  if (error instanceof RestoreRefused) return error.code;
  if (error instanceof IncidentBusy) return 'incident-busy';
  if (error instanceof NothingReadable) return 'nothing-readable';
  if (error instanceof NoSuchPage) return 'no-such-page';
  if (error instanceof UnreadableEvidence) return 'unreadable-evidence';
  return error instanceof NoAccess ? error.code : errorCode(error);
};

const fieldOf = (error: unknown): { field?: string } => {
  // A secret that was pasted behind two dashes is the name of an option, too.
  if (error instanceof UsageError) return { field: redact(error.field) };
  return error instanceof NothingReadable ? { field: '--logs' } : {};
};

/**
 * What a person and a script are told of a failed command: what is wrong, and no stack trace.
 * @param speaker what the words for people begin with: `tourniquet contain`
 */
export const describeFailure = (error: unknown, speaker = 'tourniquet'): Answer => {
  const message = isUnsupported(error)
    ? describeError('this call', error)
    : redact(error instanceof Error ? error.message : String(error));
  return {
    exitCode: isUsage(error) ? exitCodes.usage : exitCodes.fault,
    document: { error: { code: codeOf(error), message, ...fieldOf(error) } },
    text: message.startsWith('tourniquet ') ? message : `${speaker}: ${message}`,
  };
};
