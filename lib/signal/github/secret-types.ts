/** What an alert says about the kind of its secret. */
export interface SecretKind {
  secretType: string;
  /** The slug or name of the provider, where GitHub names one. Older payloads and GHES do not. */
  provider?: string | undefined;
}

export type AwsRelevance = 'aws' | 'possible' | 'other-provider';

// GitHub's own names for patterns that belong to no provider. Such a match (a password, the header of a basic
// authentication: an SES user name is a key id) may hold an AWS key.
const noProvider = ['', 'custom', 'custom_pattern', 'generic', 'general', 'other', 'unknown'];

/**
 * Whether an alert can be about an AWS key: `aws` by its type (`aws_access_key_id`, `aws_secret_access_key`,
 * `aws_session_token`, `aws_temporary_access_key_id`, `aws_api_key`, or a pair of them) or provider;
 * `other-provider` when GitHub names another one; else `possible`. A custom pattern carries the name that its
 * author chose and no provider, so it is `possible`: reading an alert in vain costs one request, and passing
 * over a real one costs the account.
 *
 * Types: GitHub docs, "Supported secret scanning patterns".
 */
export const awsRelevance = ({ secretType, provider = '' }: SecretKind): AwsRelevance => {
  const slug = provider.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  if (/^(aws|amazon)/i.test(secretType) || /^(aws|amazon)/.test(slug)) return 'aws';
  return noProvider.includes(slug) ? 'possible' : 'other-provider';
};
