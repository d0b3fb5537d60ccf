import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { restore } from '#lib/containment/restore.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { readRestoreRequest } from '#lib/signal/manual.ts';
import { deps } from './deps.ts';

// Somebody waits for the answer, and the function may run for 30 seconds.
const patience = 20_000;

// Lambda does not say who invoked it: CloudTrail does, by this id, where data events of Lambda are recorded.
const statedBy = (by: string | undefined, { awsRequestId }: Context): string =>
  `${by ?? 'somebody'} (stated, unverified, request ${awsRequestId})`;

export const handler = middy(async (event: unknown, context: Context) => {
  const request = readRestoreRequest(event);
  if (request.kind === 'malformed') throw new BadRequest(request.field, request.reason);
  const by = statedBy(request.by, context);
  return waitForLease(() => restore({ ...request, by }, deps()), patience);
}).use(plainErrors());
