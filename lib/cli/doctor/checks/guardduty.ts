import { type Check, notChecked } from '../check.ts';

/** Whether GuardDuty is on where its findings are waited for. */
export const guardduty: Check = {
  id: 'guardduty',
  asks: 'is GuardDuty on?',
  run: async ({ system: { deployment, guardDutyRegions } }) =>
    [...new Set([deployment.region, ...guardDutyRegions])].map((region) =>
      notChecked(
        region,
        `see for yourself that it names a detector: aws guardduty list-detectors --region ${region}`,
      ),
    ),
};
