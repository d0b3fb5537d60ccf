import type { DurableContext } from '@aws/durable-execution-sdk-js';
import middy from '@middy/core';
import { executionModeDurableContext } from '@middy/core/DurableContext';
import { followIncident, type Steps } from '#lib/investigation/follow-incident.ts';
import { readRequest } from '#lib/investigation/request.ts';
import { plainError, plainErrors } from '#lib/platform/plain-errors.ts';
import { deps } from './deps.ts';

// What was found must still be told when Lambda would otherwise end the function: a busy key has more events
// than can be read in 15 minutes at 2 requests per second.
const timeToTell = 60_000;

/** How long a look may take, milliseconds. */
const timeLimit = ({ lambdaContext }: DurableContext): (() => number) => {
  const reserve = Math.min(timeToTell, lambdaContext.getRemainingTimeInMillis() / 2);
  return () => lambdaContext.getRemainingTimeInMillis() - reserve;
};

/** What a step failed with is kept in the execution's history, and AWS's words may quote a request with its token. */
const stepsOf = (context: DurableContext): Steps => ({
  step: (name, act) =>
    context.step(name, () =>
      act().catch((error: unknown) => {
        throw plainError(error);
      }),
    ),
  wait: (name, seconds) => context.wait(name, { seconds }),
});

/**
 * Follows what an incident's credential did for a day: `{"incidentId": "...", "accessKeyId": "..."}`, the key null
 * where only a user is known. A durable function, started by `contain` under a name made from the incident's id, so
 * that it starts once. Replayed after every wait: nothing but steps may touch the world.
 * @throws BadRequest naming the field
 */
const follow = async (event: unknown, context: DurableContext) =>
  followIncident(readRequest(event), stepsOf(context), { ...deps(), timeLeft: timeLimit(context) });

export const handler = middy(follow, { executionMode: executionModeDurableContext }).use(plainErrors());
