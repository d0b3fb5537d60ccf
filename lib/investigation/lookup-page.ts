import {
  type CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  type LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import { describeError } from '#lib/aws/errors.ts';
import type { Pacer } from './pacer.ts';
import { type Patience, patiently } from './patiently.ts';

/** The way to CloudTrail, and the time there is for it. */
export interface Trail extends Patience {
  clientFor(region: string): CloudTrailClient;
  pacerFor(region: string): Pacer;
}

/** Why there is no page, in one sentence, and whether CloudTrail may not be read there at all. */
export interface NoPage {
  reason: string;
  refused?: true;
}

export type PageReading = { page: LookupEventsCommandOutput } | NoPage;

/** Reads one page. Never throws for what AWS answers: a Region that fails must not stop the others. */
export const fetchPage = async (
  region: string,
  input: LookupEventsCommandInput,
  trail: Trail,
): Promise<PageReading> => {
  const outcome = await patiently(
    (abortSignal) => trail.clientFor(region).send(new LookupEventsCommand(input), { abortSignal }),
    trail,
    () => trail.pacerFor(region).turn(),
  );
  if (outcome === 'out of time')
    return { reason: 'the time for this look ran out; older events were not read' };
  if ('answer' in outcome) return { page: outcome.answer };
  const { error, tries, hopeless } = outcome;
  const words = describeError('cloudtrail:LookupEvents', error);
  const reason = tries > 1 ? `${words} (after ${tries} tries)` : words;
  return { reason, ...(hopeless && { refused: true }) };
};
