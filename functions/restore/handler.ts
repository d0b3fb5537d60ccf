import middy from '@middy/core';
import { restore } from '#lib/containment/restore.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { readRestoreRequest } from '#lib/signal/manual.ts';
import { deps } from './deps.ts';

export const handler = middy(async (event: unknown) => {
  const request = readRestoreRequest(event);
  if (request.kind === 'malformed') throw new BadRequest(request.field, request.reason);
  return restore({ id: request.id, dryRun: request.dryRun }, deps());
}).use(plainErrors());
