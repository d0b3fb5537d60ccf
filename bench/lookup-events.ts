import { randomUUID } from 'node:crypto';
import { serveCompany } from '#infra/local/scenario/serve.ts';
import { defaultRegions } from '#infra/local/services/ec2-regions.ts';
import type { CloudTrailRecord } from '#infra/local/trail/cloudtrail-record.ts';
import { investigate } from '#lib/investigation/investigate.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep } from '#lib/platform/clock.ts';

// The busiest region sets the floor: a bucket of 2 requests, refilled at 2 a second, 50 events a page.
const busiest = 1_000;
const elsewhere = 100;
const perPage = 50;
const requestsPerSecond = 2;

const record = (accessKeyId: string, accountId: string, awsRegion: string, at: Date): CloudTrailRecord => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accountId, accessKeyId, userName: 'deploy-bot' },
  eventTime: `${at.toISOString().slice(0, 19)}Z`,
  eventSource: 'ec2.amazonaws.com',
  eventName: 'DescribeInstances',
  awsRegion,
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.31.0',
  requestParameters: null,
  responseElements: null,
  requestID: randomUUID(),
  eventID: randomUUID(),
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: accountId,
  eventCategory: 'Management',
});

/** Time of one look over 17 Regions beside the floor that LookupEvents' rate sets for the busiest of them. */
export async function lookupEvents(): Promise<string[]> {
  const { aws, environment, close } = await serveCompany({});
  try {
    Object.assign(process.env, environment);
    const accessKeyId = environment['LEAKED_ACCESS_KEY_ID'] ?? '';
    const { accountId } = aws.home;
    const at = new Date(aws.clock.now().getTime() - 3_600_000);
    for (const [index, region] of defaultRegions.entries()) {
      const count = index === 0 ? busiest : elsewhere;
      aws.trail.add(Array.from({ length: count }, () => record(accessKeyId, accountId, region, at)));
    }
    const start = performance.now();
    const found = await investigate(
      { accessKeyId },
      {
        clientFor: createTrailClients(),
        pacerFor: createPacers(),
        pause: sleep,
        timeLeft: () => Number.POSITIVE_INFINITY,
        enabledRegions: () => enabledRegions(aws.home.region),
      },
    );
    const seconds = (performance.now() - start) / 1_000;
    const pages = busiest / perPage;
    const floor = (pages - requestsPerSecond) / requestsPerSecond;
    const throttled = aws.calls.filter(({ outcome }) => /Throttling/.test(outcome)).length;
    return [
      `one look over ${found.coverage.length} Regions, ${found.events} events, beside the floor of the busiest (${pages} pages)`,
      `  time  ${(seconds / floor).toFixed(2)} x the floor  (${throttled} requests throttled; complete: ${found.coverage.every(({ complete }) => complete)})`,
    ];
  } finally {
    await close();
  }
}

if (import.meta.main) console.log((await lookupEvents()).join('\n'));
