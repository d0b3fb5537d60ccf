import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';
import { byHand, isTellable } from '#lib/signal/still-open.ts';
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

type StillOpen = NonNullable<Incident['stillOpen']>;

// Of a command that is none the whole message would be refused.
const tellable = ({ what, command }: StillOpen[number]): StillOpen[number] => ({
  what,
  command: isTellable(command) ? command : byHand,
});

/** What a look knows of an incident, beside what it found. */
interface Look {
  incidentId: string;
  /** From 0. */
  number: number;
  /** What kept drawing sessions before, as the incident has it. */
  known: StillOpen;
  /** Those that were to be read. */
  regions: readonly string[];
}

/**
 * Tells containment what keeps drawing new sessions. Where a Region could not be read nothing is said to be gone: what
 * was known stays open until a look has seen all.
 * @throws what the queue throws
 */
export const tellStillOpen = async (
  found: Pick<Investigation, 'keepsDrawing' | 'coverage'>,
  { incidentId, number, known, regions }: Look,
  { send }: Queue,
): Promise<void> => {
  const seen = (found.keepsDrawing ?? []).map(({ what, command = byHand }) => ({
    what: what.slice(0, longestWhat),
    command,
  }));
  const isBlind = found.coverage.some(({ region, complete }) => !complete && regions.includes(region));
  const open = isBlind ? together(seen, known) : seen;
  // That nothing is open any more has to be said too, once something may have been and all was read.
  if (open.length === 0 && (number === 0 || isBlind)) return;
  await send({ kind: 'still-open', incidentId, open: open.slice(0, mostOpen).map(tellable) });
};

// Whose role it is may be told by a Region that was not read: the same command stops the same thing.
const together = (seen: StillOpen, known: StillOpen): StillOpen => {
  const commands = new Set(seen.map(({ command }) => command));
  const whats = new Set(seen.map(({ what }) => what));
  // What has no command of its own is known by its words alone.
  const isSeen = ({ what, command }: StillOpen[number]): boolean =>
    command === byHand ? whats.has(what) : commands.has(command);
  return [...seen, ...known.filter((each) => !isSeen(each))];
};
