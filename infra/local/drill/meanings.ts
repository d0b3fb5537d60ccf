const asked = 'is it known already, or dismissed?';

/** What a call of a function is for, for readers who do not know the way. */
const meanings: Record<string, string> = {
  'receive-webhook secretsmanager:GetSecretValue': 'the webhook secret, to verify the signature',
  'receive-webhook sqs:SendMessage': 'queued, before GitHub is answered',
  'contain secretsmanager:GetSecretValue': "the GitHub App's key, to read the alert",
  'contain iam:GetAccessKeyLastUsed': 'whose key is it?',
  'contain dynamodb:GetItem': asked,
  'contain iam:UpdateAccessKey': 'THE KEY IS OFF',
  'contain iam:AttachUserPolicy': 'THE USER IS DENIED',
  'contain iam:PutUserPermissionsBoundary': 'THE USER IS DENIED',
  'contain sqs:SendMessage': 'asks for a later look',
  'contain sns:Publish': 'the first mail',
  'contain lambda:Invoke': 'starts the investigation',
  'contain iam:AttachRolePolicy': 'A ROLE IS DENIED',
  'revoke-sessions iam:PutRolePolicy': 'A SESSION OF A ROLE IS DENIED',
  'investigate sns:Publish': 'the mail about what the key did and made',
  'publish-incident sns:Publish': 'the chat room is told',
};

/** What the many calls of a function are for that follow the first mail. */
export const followedBy: Record<string, string> = {
  investigate: 'what the key did and what came from it, in every Region',
  contain: 'contains that the same way, reads it back, looks again',
  'revoke-sessions': 'what stands on the roles',
  'publish-incident': 'the other homes: event bus, GitHub, OpsCenter, Security Hub, HTML mail',
};

/** What the story goes on with once people were told. */
export const isChange = (call: string): boolean =>
  /^(iam:(Update|Attach|Put|Detach|Delete)\w+|sns:Publish)/.test(call);

/** The calls that stop the thief, each with what it stops. */
export const changes: Record<string, 'key off' | 'user denied'> = {
  'iam:UpdateAccessKey': 'key off',
  'iam:AttachUserPolicy': 'user denied',
  'iam:PutUserPermissionsBoundary': 'user denied',
};

export const isRead = (call: string): boolean => /^iam:(Get|List)(?!.* failed)/.test(call);

const standing = /^iam:(GetUser|ListAccessKeys|ListAttachedUserPolicies)$/;
const writing = /^dynamodb:UpdateItem$/;
/** A conditional write that finds its condition unmet is an answer, and no fault. */
export const isAnswer = (call: string): boolean => /^dynamodb:\w+ failed: ConditionalCheckFailed/.test(call);

/** Where a containment stands: what is read and written means something else once the account was changed. */
export type Phase = 'deciding' | 'changed' | 'recorded';

/** @param writes how often the function has written to the table in this phase, this call among them */
export const meaningOf = (name: string, call: string, phase: Phase, writes: number): string => {
  // That a user has no console password is an error of IAM's, and no fault.
  if (name === 'contain' && phase === 'recorded' && /^iam:(Get|List)/.test(call)) {
    return 'read back: what stands now, and what else the deny stops';
  }
  if (name === 'contain' && standing.test(call)) {
    return phase === 'deciding' ? 'what stands on the user' : 'read back: what stands now';
  }
  if (name === 'contain' && isAnswer(call)) return asked;
  if (name === 'contain' && writing.test(call)) {
    if (phase === 'changed') return 'records what was read back';
    if (phase === 'deciding')
      return writes === 1 ? 'claims the incident' : 'records what stood before; the brake counts it';
  }
  return meanings[`${name} ${call}`] ?? '';
};
