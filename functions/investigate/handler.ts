import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Incident } from '#lib/incident/incident.ts';
import { investigate } from '#lib/investigation/investigate.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { readRequest } from '#lib/investigation/request.ts';
import { tellOnce } from '#lib/investigation/tell-once.ts';
import { logger } from '#lib/platform/logger.ts';
import { plainErrors } from '#lib/platform/plain-errors.ts';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import { type Deps, deps } from './deps.ts';

/** The mail about this look has a mark of its own in the incident. */
export const firstLookMail = 'mail:first-look';

// What was found must still be told when Lambda would otherwise end the function: a busy key has more events
// than can be read in 15 minutes at 2 requests per second.
const timeToTell = 30_000;

const timeLimit = (context: Context): (() => number) => {
  const reserve = Math.min(timeToTell, context.getRemainingTimeInMillis() / 2);
  return () => context.getRemainingTimeInMillis() - reserve;
};

/** The incident, `missing` when there is none, `unreadable` when the store does not answer. */
const readIncident = async (
  { incidents }: Deps,
  incidentId: string,
): Promise<Incident | 'missing' | 'unreadable'> => {
  try {
    return (await incidents.find(incidentId)) ?? 'missing';
  } catch (error) {
    logger.error('the incident could not be read', { incidentId, error });
    return 'unreadable';
  }
};

const tell = async (found: Investigation, incidentId: string, parts: Deps): Promise<void> => {
  const incident = await readIncident(parts, incidentId);
  if (incident === 'missing') {
    // Marking it would make half an incident, which the next signal of the key would then stumble over.
    logger.error('there is no such incident: nobody was told', { incidentId });
    return;
  }
  const containedAt = incident === 'unreadable' ? undefined : incident.containedAt;
  const mail = investigationMail(found, { incidentId, ...(containedAt ? { containedAt } : {}) });
  const told = await tellOnce(incidentId, firstLookMail, () => parts.send(mail), parts.incidents);
  logger.info(told ? 'mail sent' : 'this look was already told', { incidentId });
};

/**
 * Looks at what a leaked key did, tells it by mail and answers with it. `{"incidentId": "...", "accessKeyId":
 * "..."}`, invoked asynchronously by `contain`: Lambda runs it up to twice more when it throws.
 * @throws BadRequest naming the field
 */
const investigateKey = async (event: unknown, context: Context): Promise<Investigation> => {
  const { incidentId, accessKeyId } = readRequest(event);
  const parts = deps();
  const found = await investigate({ accessKeyId }, { ...parts.look, timeLeft: timeLimit(context) });
  const unread = found.coverage.filter(({ complete }) => !complete).map(({ region }) => region);
  logger.info('looked at the key', { incidentId, accessKeyId, events: found.events, unread });
  await tell(found, incidentId, parts);
  return found;
};

export const handler = middy(investigateKey).use(plainErrors());
