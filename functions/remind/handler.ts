import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { PageRecord } from '#lib/containment/page-record.ts';
import { acknowledgePage } from '#lib/containment/pages.ts';
import { readRemindRequest } from '#lib/containment/remind/request.ts';
import { type Round, remind } from '#lib/containment/remind.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { deps } from './deps.ts';

/**
 * On a schedule: one round. `{"acknowledge": "<page, incident or key id>", "by": "…"}`: the pages that somebody has
 * taken on, as they are now.
 * @throws BadRequest naming the field, NoSuchPage
 */
const remindOrAcknowledge = async (
  event: unknown,
  { awsRequestId }: Context,
): Promise<Round | { pages: PageRecord[] }> => {
  const request = readRemindRequest(event);
  if (!request) return remind(deps());
  const { acknowledge, by = 'somebody' } = request;
  // A direct invocation does not tell who made it; CloudTrail does, by the request id.
  const who = `${by} (stated, unverified, request ${awsRequestId})`;
  return { pages: await acknowledgePage(acknowledge, who, deps().records) };
};

export const handler = middy(remindOrAcknowledge).use(plainErrors());
