import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { lookIntoIncident } from '#lib/investigation/look-into-incident.ts';
import { readIncident } from '#lib/investigation/read-incident.ts';
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

/** What is found out about an owner is told even when this incident's look was told before. */
const markFor = ({ owner }: Investigation): string =>
  owner === undefined || owner.state === 'not-found' ? firstLookMail : `mail:owner-${owner.state}`;

const tell = async (found: Investigation, incidentId: string, { look, send }: Deps): Promise<void> => {
  // Read after the look, which may have taken minutes: it may have been contained meanwhile.
  const incident = await readIncident(look.incidents, incidentId);
  if (incident === 'missing') {
    // Marking it would make half an incident, which the next signal of the key would then stumble over.
    logger.error('there is no such incident: nobody was told', { incidentId });
    return;
  }
  const containedAt = incident === 'unreadable' ? undefined : incident.containedAt;
  const mail = investigationMail(found, { incidentId, ...(containedAt ? { containedAt } : {}) });
  const mark = markFor(found);
  const told = await tellOnce(incidentId, mark, () => send(mail), look.incidents);
  logger.info(told ? 'mail sent' : 'this look was already told', { incidentId });
  // That mail told the look as well: a repeated run finds the owner known and has nothing new to tell.
  if (mark !== firstLookMail) await tellOnce(incidentId, firstLookMail, async () => {}, look.incidents);
};

/**
 * Looks at what an incident's credential did, tells it by mail and answers with it. `{"incidentId": "...",
 * "accessKeyId": "..."}`, the key null where only a user is known; invoked asynchronously by `contain`: Lambda runs
 * it up to twice more when it throws.
 * @throws BadRequest naming the field
 */
const investigateIncident = async (event: unknown, context: Context): Promise<Investigation> => {
  const request = readRequest(event);
  const { incidentId, accessKeyId } = request;
  const parts = deps();
  const { found, faults } = await lookIntoIncident(request, { ...parts.look, timeLeft: timeLimit(context) });
  const unread = found.coverage.filter(({ complete }) => !complete).map(({ region }) => region);
  logger.info('looked at the incident', { incidentId, accessKeyId, events: found.events, unread });
  await tell(found, incidentId, parts);
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  return found;
};

export const handler = middy(investigateIncident).use(plainErrors());
