import { describeError, errorCode, isUnsupported } from '#lib/aws/errors.ts';
import { config } from '#lib/platform/config.ts';
import { redact } from '#lib/platform/redact.ts';
import { callerIdentity } from './identity.ts';
import { NoAccess } from './no-access.ts';

const unreachable = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPROTO',
  'TimeoutError',
  'AbortError',
];

/** Codes of STS and of the signature check (IAM user guide, "Troubleshoot Signature Version 4 requests"). */
const refused = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationToken',
];
const expired = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];

/**
 * Asks AWS who we are, before anything is recorded: an incident about a mistyped profile helps nobody. Only what
 * every further call would meet as well stops the command; any other failure of this one call does not.
 * @returns what a person must know of an endpoint that cannot tell, most likely an emulator
 * @throws NoAccess
 */
export const requireCredentials = async (
  ask: () => Promise<unknown> = callerIdentity,
): Promise<string | undefined> => {
  try {
    await ask();
    return undefined;
  } catch (error) {
    const why = whyNot(error);
    if (why !== undefined) throw new NoAccess(codeOf(error), why, error);
    return isUnsupported(error)
      ? `${describeError('sts:GetCallerIdentity', error)}: whether the key belongs to the terminal's own user is not known.`
      : undefined;
  }
};

// The fault of a connection carries its code beside a name that says less: `Error`, `AggregateError`.
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : errorCode(error);

const whyNot = (error: unknown): string | undefined => {
  const code = codeOf(error);
  const words = error instanceof Error ? redact(error.message) : code;
  if (code === 'CredentialsProviderError' || code === 'TokenProviderError')
    return `tourniquet has no AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY${generic.test(words) ? '' : ` (${words})`}`;
  if (code === 'ERR_INVALID_URL') return `AWS_ENDPOINT_URL is not a URL: ${config.endpoint()}`;
  if (unreachable.includes(code)) return nothingAnswers(error);
  if (expired.includes(code)) return `these AWS credentials have expired: ${code}: ${words}`;
  return refused.includes(code) ? `AWS does not know these credentials: ${code}: ${words}` : undefined;
};

// Any other words say more than ours: that a session of `aws sso login` has ended, say.
const generic = /^Could not load credentials from any providers/;

const nothingAnswers = (error: unknown): string => {
  const endpoint = config.endpoint();
  if (endpoint) return `nothing answers at ${endpoint}: is AWS_ENDPOINT_URL right?`;
  const host = error instanceof Error && 'hostname' in error ? String(error.hostname) : 'AWS';
  return `nothing answers at ${host}: is AWS_REGION (${config.region()}) right, and is there a network?`;
};
