import type { KeyPair } from '../clients.ts';
import type { Clock } from '../contract.ts';
import { signedDelivery } from '../github/delivery.ts';
import { type LocalGithub, startLocalGithub } from '../github/github.ts';

export const repository = 'acme/shop';
const path = 'config/aws.env';

/** Pushes a key to the company's repository and lets GitHub's secret scanning find it. @returns the alert */
export const leak = (github: LocalGithub, key: KeyPair): number => {
  const lines = [
    'AWS_REGION=eu-central-1',
    `AWS_ACCESS_KEY_ID=${key.accessKeyId}`,
    `AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}`,
  ];
  const blobSha = github.addBlob(repository, `${lines.join('\n')}\n`);
  return github.addAlert(repository, {
    secret: key.accessKeyId,
    locations: [{ type: 'commit', path, startLine: 2, endLine: 2, blobSha }],
  });
};

export const companyGithub = async (clock: Clock): Promise<LocalGithub> => {
  const github = await startLocalGithub({ clock });
  github.addRepository(repository);
  return github;
};

/** What the owner of the repositories grants the App for that. */
export const mayCloseAlerts = ({ setInstallation, installationId: id }: LocalGithub): void =>
  setInstallation({
    id,
    permissions: { metadata: 'read', secret_scanning_alerts: 'write', contents: 'read' },
  });

/** Delivers the webhook of an alert as GitHub does. @returns the HTTP status that was answered */
export const deliver = async (
  github: LocalGithub,
  alert: number,
  { url, secret }: { url: string; secret: string },
): Promise<number> => {
  const { headers, body } = signedDelivery({ secret, payload: github.webhookPayload(repository, alert) });
  const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
};

/** A GuardDuty finding about a key, for `events.emit`: EventBridge carries the detail in camelCase. */
export const guardDutyFinding = (
  accountId: string,
  region: string,
  user: { accessKeyId: string; userName: string; userType?: string },
  now: Date,
) => ({
  source: 'aws.guardduty',
  detailType: 'GuardDuty Finding',
  detail: {
    schemaVersion: '2.0',
    accountId,
    region,
    partition: 'aws',
    id: crypto.randomUUID().replaceAll('-', ''),
    type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
    severity: 5,
    title: 'API ListBuckets was invoked from an IP address on a custom threat list.',
    description: 'API ListBuckets was invoked from an IP address on a custom threat list.',
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: { userType: 'IAMUser', principalId: 'AIDAUNKNOWN', ...user },
    },
    service: { serviceName: 'guardduty', archived: false, count: 1, additionalInfo: {} },
  },
});
