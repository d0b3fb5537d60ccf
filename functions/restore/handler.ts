import middy from '@middy/core';
import { restore } from '#lib/containment/restore.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { readRestoreRequest } from '#lib/signal/manual.ts';
import { deps } from './deps.ts';

// Somebody waits for the answer, and the function may run for 30 seconds.
const patience = 20_000;

export const handler = middy(async (event: unknown) => {
  const request = readRestoreRequest(event);
  if (request.kind === 'malformed') throw new BadRequest(request.field, request.reason);
  return waitForLease(() => restore(request, deps()), patience);
}).use(plainErrors());
