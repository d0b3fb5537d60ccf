import { logger } from '#lib/platform/logger.ts';
import { descendantMessages, type Handed } from './descendants/messages.ts';
import type { Investigation } from './investigation.ts';

interface Queue {
  send(message: object): Promise<void>;
}

/** Hands on what is found, each thing once a look: containment joins what it knows already. */
export const handing = (incidentId: string, { send }: Queue) => {
  const sent = new Map<string, Handed>();
  return {
    sent: (): Handed[] => [...sent.values()],
    /** @throws what the queue throws: what was not sent by then is sent by the next call */
    all: async (found: Pick<Investigation, 'credentials' | 'created'>): Promise<void> => {
      for (const handed of descendantMessages(incidentId, found)) {
        const key = JSON.stringify(handed.message.thing);
        if (!sent.has(key)) {
          await send(handed.message);
          logger.info('handed to containment', { incidentId, about: handed.about });
        }
        sent.set(key, handed);
      }
    },
  };
};

// As many as containment takes, and of each as much (lib/signal/still-open.ts).
const mostOpen = 20;
const longestWhat = 300;
const longestCommand = 500;

/** Tells containment what keeps drawing new sessions. @throws what the queue throws */
export const tellStillOpen = async (
  { keepsDrawing = [] }: Investigation,
  incidentId: string,
  look: number,
  { send }: Queue,
): Promise<void> => {
  // That nothing is open any more has to be said too, once something may have been.
  if (keepsDrawing.length === 0 && look === 0) return;
  const open = keepsDrawing.slice(0, mostOpen).map(({ what, command = 'stop it by hand' }) => ({
    what: what.slice(0, longestWhat),
    command: command.slice(0, longestCommand),
  }));
  await send({ kind: 'still-open', incidentId, open });
};
