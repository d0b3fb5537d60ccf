import { AwsError, type CredentialRefused } from '../contract.ts';
import type { ServiceModel } from '../wire/model.ts';

/** Why a request was turned away before it was read. */
export type Refusal = CredentialRefused['why'] | 'skewed' | 'bad-digest' | 'incomplete';

type Words = [code: string, status: number];
type Manner = 'query' | 'json' | 'restJson' | 's3' | 'ec2';

/** The codes of "Common errors" in each service's API reference; EC2 tells nothing but AuthFailure. */
const WORDS: Record<Manner, Record<Refusal, Words>> = {
  query: {
    unknown: ['InvalidClientTokenId', 403],
    inactive: ['InvalidClientTokenId', 403],
    expired: ['ExpiredToken', 403],
    'bad-token': ['InvalidClientTokenId', 403],
    'bad-signature': ['SignatureDoesNotMatch', 403],
    skewed: ['SignatureDoesNotMatch', 403],
    'bad-digest': ['SignatureDoesNotMatch', 403],
    unsigned: ['MissingAuthenticationToken', 403],
    incomplete: ['IncompleteSignature', 400],
  },
  json: json(400),
  restJson: json(403),
  s3: {
    unknown: ['InvalidAccessKeyId', 403],
    inactive: ['InvalidAccessKeyId', 403],
    expired: ['ExpiredToken', 400],
    'bad-token': ['InvalidToken', 400],
    'bad-signature': ['SignatureDoesNotMatch', 403],
    skewed: ['RequestTimeTooSkewed', 403],
    'bad-digest': ['BadDigest', 400],
    unsigned: ['AccessDenied', 403],
    incomplete: ['AuthorizationHeaderMalformed', 400],
  },
  ec2: {
    unknown: ['AuthFailure', 401],
    inactive: ['AuthFailure', 401],
    expired: ['RequestExpired', 400],
    'bad-token': ['AuthFailure', 401],
    'bad-signature': ['AuthFailure', 401],
    skewed: ['RequestExpired', 400],
    'bad-digest': ['AuthFailure', 401],
    unsigned: ['MissingAuthenticationToken', 403],
    incomplete: ['AuthFailure', 401],
  },
};

function json(status: number): Record<Refusal, Words> {
  return {
    unknown: ['UnrecognizedClientException', status],
    inactive: ['UnrecognizedClientException', status],
    expired: ['ExpiredTokenException', status],
    'bad-token': ['UnrecognizedClientException', status],
    'bad-signature': ['InvalidSignatureException', status],
    skewed: ['InvalidSignatureException', status],
    'bad-digest': ['InvalidSignatureException', status],
    unsigned: ['MissingAuthenticationTokenException', 403],
    incomplete: ['IncompleteSignatureException', status],
  };
}

const INVALID = 'The security token included in the request is invalid.';

const MESSAGES: Partial<Record<Manner, Partial<Record<Refusal, string>>>> = {
  query: { unknown: INVALID, inactive: INVALID, 'bad-token': INVALID },
  json: { unknown: INVALID, inactive: INVALID, 'bad-token': INVALID },
  restJson: { unknown: INVALID, inactive: INVALID, 'bad-token': INVALID },
  s3: {
    unknown: 'The AWS Access Key Id you provided does not exist in our records.',
    inactive: 'The AWS Access Key Id you provided does not exist in our records.',
    'bad-token': 'The provided token is malformed or otherwise invalid.',
    expired: 'The provided token has expired.',
    skewed: 'The difference between the request time and the current time is too large.',
    unsigned: 'Access Denied',
  },
  ec2: Object.fromEntries(
    ['unknown', 'inactive', 'bad-token', 'bad-signature', 'bad-digest', 'incomplete'].map((why) => [
      why,
      'AWS was not able to validate the provided access credentials',
    ]),
  ),
};

/** SQS keeps the codes of the query protocol that it once spoke. */
function mannerOf({ protocol, queryCompatible }: ServiceModel): Manner {
  if (protocol === 'ec2Query') return 'ec2';
  if (protocol === 'awsQuery' || queryCompatible) return 'query';
  if (protocol === 'restXml') return 's3';
  return protocol === 'restJson1' ? 'restJson' : 'json';
}

/** A refusal as the service that was spoken to would word it: real AWS does not say more to whoever fails here. */
export function refusal(model: ServiceModel, why: Refusal, message: string): AwsError {
  const manner = mannerOf(model);
  const [code, status] = WORDS[manner][why];
  return new AwsError(code, MESSAGES[manner]?.[why] ?? message, status);
}
