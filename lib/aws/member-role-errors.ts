import { redact } from '#lib/platform/redact.ts';

/** An account is ours to answer for, but nothing says how to get into it. */
export class NoMemberRole extends Error {
  readonly accountId: string;
  constructor(accountId: string) {
    super(
      `no member role is configured, so account ${accountId} cannot be entered: deploy the member role template ` +
        'to it (one StackSet reaches the whole organization), and set TOURNIQUET_MEMBER_ROLE to the name of that ' +
        'role and TOURNIQUET_MEMBER_EXTERNAL_ID to the ExternalId that its trust policy demands',
    );
    this.name = 'NoMemberRole';
    this.accountId = accountId;
  }
}

export interface Refusal {
  accountId: string;
  roleArn: string;
  /** Whether an ExternalId was sent. The id itself is not repeated. */
  externalId: boolean;
  cause: unknown;
}

/**
 * The member role of an account would not let us in. STS gives one answer, AccessDenied, to a role that does not
 * exist, one that does not trust us and one that wants another ExternalId, so the message says what to look at, in
 * order; where AWS's words tell more, only that.
 */
export class MemberRoleRefused extends Error {
  readonly accountId: string;
  readonly roleArn: string;
  constructor({ accountId, roleArn, externalId, cause }: Refusal) {
    const words = cause instanceof Error ? cause.message : String(cause);
    const fix = exactFix(words, roleArn) ?? whatToCheck(words, { accountId, roleArn, externalId });
    super(`account ${accountId} cannot be entered through ${roleArn}: ${fix} (AWS: ${redact(words)})`, {
      cause,
    });
    this.name = 'MemberRoleRefused';
    this.accountId = accountId;
    this.roleArn = roleArn;
  }
}

/** "User: arn:… is not authorized to perform: …", as IAM and STS word it. */
const callerIn = (words: string): string => /User: (arn:\S+) is not authorized/.exec(words)?.[1] ?? 'us';

/** What AWS's words say for certain (IAM user guide, "Access denied error message examples"). */
const exactFix = (words: string, roleArn: string): string | undefined => {
  if (words.includes('service control policy')) {
    return 'a service control policy of the organization denies it: take the responder out of that policy';
  }
  if (words.includes('explicit deny in an identity-based policy')) {
    return `a policy of ${callerIn(words)} denies it explicitly: take that deny away`;
  }
  if (words.includes('no identity-based policy allows')) {
    return `the policy of ${callerIn(words)} does not allow it: allow sts:AssumeRole and sts:TagSession on ${roleArn}`;
  }
  if (words.includes('sts:TagSession')) {
    return `the role trusts us but not our session tags: its trust policy must allow sts:TagSession to ${callerIn(words)} as well`;
  }
  return undefined;
};

const whatToCheck = (words: string, { accountId, roleArn, externalId }: Omit<Refusal, 'cause'>): string => {
  const name = roleArn.slice(roleArn.indexOf(':role/') + ':role/'.length);
  const demanded = externalId
    ? 'its trust policy demands an ExternalId other than TOURNIQUET_MEMBER_EXTERNAL_ID'
    : 'its trust policy demands an ExternalId and TOURNIQUET_MEMBER_EXTERNAL_ID is not set';
  return [
    `(1) role ${name} does not exist in ${accountId}: deploy the member role template there`,
    `(2) its trust policy does not allow sts:AssumeRole and sts:TagSession to ${callerIn(words)}: name our role there`,
    `(3) ${demanded}: make both the same`,
    `(4) ${accountId} is outside of the organization that our own policy is limited to`,
  ].join('; ');
};
