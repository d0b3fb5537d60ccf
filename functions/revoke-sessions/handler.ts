import middy from '@middy/core';
import * as z from 'zod/mini';
import { revokeSessions } from '#lib/containment/revoke-sessions.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { logger } from '#lib/platform/logger.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { malformedBy } from '#lib/signal/malformed.ts';
import { deps } from './deps.ts';

const request = z.strictObject(
  {
    incidentId: z.string('must be text').check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
    issuedBefore: z.iso.datetime('must be a time in ISO 8601 UTC'),
    undo: z.boolean('must be true or false'),
  },
  'must be an object of incidentId, issuedBefore and undo, and of nothing else',
);

/** Invoked by `contain` and `restore` and by nobody else. @throws BadRequest, RevokeRefused, and what AWS throws */
export const handler = middy(async (event: unknown) => {
  const parsed = request.safeParse(event);
  if (!parsed.success) {
    const { field, reason } = malformedBy(parsed.error, event, 'event');
    throw new BadRequest(field, reason);
  }
  await revokeSessions(parsed.data, deps());
  logger.info('the deny of a session was written', { ...parsed.data });
  return { ok: true };
}).use(plainErrors());
