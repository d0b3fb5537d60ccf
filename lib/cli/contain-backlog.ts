import { type BacklogAnswer, containBacklog, type Handled } from '#lib/containment/contain-backlog.ts';
import { count, indent, inert, table } from '#lib/platform/plain-text.ts';
import { type Answer, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { containDeps } from './deps.ts';
import type { Place } from './stores.ts';

/** `contain --backlog`: all that waits, with the caller's own credentials. */
export const containBacklogHere = async (
  requestId: string,
  dryRun: boolean,
  place: Place,
): Promise<Answer> => {
  const note = await requireCredentials();
  // Whoever sits at a terminal waits to the end.
  const timeLeft = () => Number.POSITIVE_INFINITY;
  const answer = await containBacklog({ requestId, dryRun, timeLeft }, containDeps(place));
  const good = dryRun || (answer.open === 0 && answer.left === 0);
  return {
    exitCode: good ? exitCodes.good : exitCodes.notContained,
    document: answer,
    text: [textOf(answer, dryRun, place), ...(note ? ['', note] : [])].join('\n'),
  };
};

const textOf = ({ contained, open, incidents }: BacklogAnswer, dryRun: boolean, { where }: Place): string => {
  const leaks = count(incidents.length, 'leak');
  if (incidents.length === 0) return `Nothing waits in the backlog (${where}).`;
  const headline = dryRun
    ? `A dry run: ${leaks} would be contained or left alone as follows; nothing was changed.`
    : `${open > 0 ? 'NOT ALL CONTAINED' : 'CONTAINED'}: ${leaks} of the backlog, ${contained} contained, ${open} not.`;
  const restore =
    dryRun || contained === 0 ? [] : ['', 'To take one back: npm run -s tourniquet -- restore INCIDENT'];
  return [headline, '', ...indent(table(incidents.map(rowOf))), ...restore].join('\n');
};

const rowOf = ({ incidentId, owner, status, reason = '' }: Handled): string[] => [
  incidentId,
  status,
  inert(owner ?? 'owner not known', 150),
  // Of what is contained the reason says nothing new.
  status === 'contained' ? '' : inert(reason, 200),
];
