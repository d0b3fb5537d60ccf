import { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { clientSettings } from '#lib/aws/clients.ts';
import { type Check, ok, wrong } from '../check.ts';

/**
 * Whether a trail of all Regions is on. The event history that the investigation reads is always there; but EventBridge
 * is told of calls only where a trail logs them (EventBridge user guide, "AWS service events delivered via CloudTrail"),
 * and without that nobody hears of AWS's quarantine.
 */
export const cloudtrail: Check = {
  id: 'cloudtrail',
  asks: 'does CloudTrail log all Regions?',
  run: async ({ system: { deployment } }) => {
    const client = new CloudTrailClient(clientSettings());
    const subject = `account ${deployment.accountId}`;
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    const everywhere = trailList.filter(
      (trail) => trail.IsMultiRegionTrail && trail.IncludeGlobalServiceEvents,
    );
    for (const { TrailARN: Name } of everywhere) {
      const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name }));
      if (IsLogging) return [ok(subject, `${Name} logs`)];
    }
    const [first] = everywhere;
    return [
      first
        ? wrong(
            subject,
            `${first.Name} is switched off`,
            `switch it on: aws cloudtrail start-logging --name ${first.TrailARN}`,
          )
        : wrong(
            subject,
            'no trail logs all Regions: nobody hears of AWS’s own quarantine',
            'make one: aws cloudtrail create-trail --name all-regions --is-multi-region-trail --s3-bucket-name BUCKET, then aws cloudtrail start-logging --name all-regions',
          ),
    ];
  },
};
