import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';

/**
 * One CloudTrail client a Region, kept for its open connections. None shares a retry budget with another or
 * with containment. The SDK does not retry (`maxAttempts: 1`): its retries would pass by the pacer and spend
 * the Region's 2 requests per second unseen; `fetchPage` tries again instead.
 */
export const createTrailClients = (): ((region: string) => CloudTrailClient) => {
  const clients = new Map<string, CloudTrailClient>();
  let first: CloudTrailClient | undefined;
  const make = (region: string): CloudTrailClient => {
    // Credentials are resolved once for all: with `credential_process` or SSO it would be 17 times at once.
    const shared = first ? { credentials: first.config.credentials } : {};
    return new CloudTrailClient({ region, maxAttempts: 1, ...shared });
  };
  return (region) => {
    const client = clients.get(region) ?? make(region);
    first ??= client;
    clients.set(region, client);
    return client;
  };
};
