import * as z from 'zod/mini';
import { signedGet } from '#lib/aws/signed-get.ts';
import { config } from '#lib/platform/config.ts';
import { type Check, type Finding, ok, wrong } from '../check.ts';
import { couldNot } from '../could-not.ts';

const listed = z.object({ detectorIds: z.array(z.string().check(z.regex(/^[0-9a-f]{1,64}$/))) });
const detector = z.object({ status: z.string() });

// The partition in China has another ending (AWS General Reference, "Service endpoints").
const endpointIn = (region: string): string =>
  config.endpoint() ?? `https://guardduty.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/** GuardDuty has one detector in an account and Region at most. */
const isOn = async (region: string): Promise<Finding> => {
  const get = (path: string) =>
    signedGet(`${endpointIn(region).replace(/\/$/, '')}${path}`, 'guardduty', region);
  const [id] = listed.parse(await get('/detector')).detectorIds;
  if (id === undefined)
    return wrong(
      region,
      'GuardDuty is not on',
      `switch it on: aws guardduty create-detector --enable --region ${region}`,
    );
  const { status } = detector.parse(await get(`/detector/${id}`));
  return status === 'ENABLED'
    ? ok(region, 'GuardDuty is on')
    : wrong(
        region,
        `GuardDuty is suspended (${status})`,
        `switch it on: aws guardduty update-detector --detector-id ${id} --enable --region ${region}`,
      );
};

/** Whether GuardDuty is on where its findings are waited for. */
export const guardduty: Check = {
  id: 'guardduty',
  asks: 'is GuardDuty on?',
  run: ({ system: { deployment, guardDutyRegions } }) =>
    Promise.all(
      [...new Set([deployment.region, ...guardDutyRegions])].map((region) =>
        isOn(region).catch((error: unknown) => couldNot(region, error)),
      ),
    ),
};
