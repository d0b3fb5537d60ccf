import type { Incident, StillOpen } from '#lib/incident/incident.ts';
import { moment } from '#lib/platform/plain-text.ts';
import { asTold } from '#lib/signal/as-told.ts';
import { byHand } from '#lib/signal/still-open.ts';
import { chatCode, chatWords } from './chat-text.ts';
import { linkOf, needsPerson, titleOf } from './words.ts';

const mostNamed = 3;

const line = (name: string, value: string | undefined): string[] => (value ? [`*${name}:* ${value}`] : []);

// What was contained once may be open again.
const contained = ({ status }: Incident): string =>
  status === 'contained' || status === 'restored' ? 'contained' : 'first contained';

const when = (incident: Incident): string =>
  [
    `reported ${moment(incident.openedAt)}`,
    ...(incident.containedAt ? [`${contained(incident)} ${moment(incident.containedAt)}`] : []),
    ...(incident.restoredAt ? [`restored ${moment(incident.restoredAt)}`] : []),
  ].join(', ');

const description = (incident: Incident): string => {
  const { incidentId, accessKeyId, accountId, principal, reason, signals, stillOpen = [] } = incident;
  const [first] = asTold(signals);
  return [
    ...line('Key', accessKeyId === null ? undefined : chatCode(accessKeyId)),
    ...line(
      'Owner',
      principal ? `${chatWords(principal.kind, 20)} ${chatCode(principal.name, 128)}` : undefined,
    ),
    ...line('Account', accountId === null ? undefined : chatCode(accountId)),
    ...line('Leaked in', first && chatCode(first.where)),
    ...line('Report', linkOf(incident)),
    ...line('Why', reason === undefined ? undefined : chatWords(reason, 400)),
    ...line('When', when(incident)),
    ...stillOpen.slice(0, mostNamed).flatMap(({ what }) => line('Still open', chatWords(what))),
    ...line('Incident', chatCode(incidentId, 230)),
  ].join('\n');
};

const closing = ({ what, command }: StillOpen): string =>
  command === byHand ? `By hand: ${chatWords(what)}` : `Run ${chatCode(command, 400)}`;

const nextSteps = (incident: Incident): string[] => {
  const { status, stillOpen = [] } = incident;
  if (needsPerson(incident)) {
    const open = stillOpen.slice(0, mostNamed).map(closing);
    return ['Act now: the mail of this incident says what to do by hand', ...open];
  }
  if (status === 'restored') return ['Check that whoever reported the key knows that it is no leak'];
  return [
    'Give the workload a new credential, and leave this key off',
    'Read the mail of this incident: it says what else the deny stops, and how to undo it',
  ];
};

// Buttons and commands of the chat are filled in from it: as it is, or not at all.
const isPlainArn = (arn: string): boolean => /^arn:[\w:/+=,.-]{1,600}$/.test(arn);

/**
 * A custom notification of Amazon Q Developer in chat applications (its administrator guide, "Custom notifications"). What
 * is not of this form it drops without a word. All states of a leak, and what came from it, stand in one thread.
 */
export const chatMessage = (incident: Incident) => {
  const { incidentId, accessKeyId, accountId, descendantOf, principal, status } = incident;
  const title = chatWords(titleOf(incident));
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      description: description(incident),
      nextSteps: nextSteps(incident),
      keywords: ['tourniquet', status, accessKeyId, accountId].filter((word) => word !== null),
    },
    metadata: {
      threadId: descendantOf ?? incidentId,
      summary: title,
      eventType: `tourniquet-incident-${status}`,
      ...(principal && isPlainArn(principal.arn) && { relatedResources: [principal.arn] }),
      additionalContext: { incidentId, status },
    },
  };
};
