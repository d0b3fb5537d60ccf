import { nounOf, ownerArn, ownerName, sessionName, userName } from '#lib/containment/mail/credential.ts';
import { sourceWords } from '#lib/containment/mail/facts.ts';
import { isContainedAgain, isDenied } from '#lib/containment/mail/standing.ts';
import type { AlsoDenied, Incident } from '#lib/incident/incident.ts';
import { certainlyAfter, certainlyBefore } from '#lib/investigation/whole-seconds.ts';
import { asTold } from '#lib/signal/as-told.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Case } from '../case.ts';
import { knownUntil } from '../coverage-lines.ts';
import { type Html, html, type Part } from '../html.ts';
import { amount } from '../layout.ts';
import { counted } from '../subject.ts';
import { ident, joinedParts, link, prose, time } from './words.ts';

interface Fact {
  label: string;
  told: Part;
}

/** Whose it is, where it leaked, since when, and up to when that is known. */
export const facts = (kase: Case): Html => html`<dl class="facts">
${[...identity(kase), ...leak(kase), ...times(kase), ...ends(kase)].map(
  ({ label, told }) => html`<dt>${label}</dt><dd>${told}</dd>
`,
)}</dl>`;

const known = (label: string, told: Part): Fact[] =>
  told === undefined || told === false || told === '' ? [] : [{ label, told }];

const identity = ({ incident, found }: Case): Fact[] => {
  const key = incident?.accessKeyId ?? found.accessKeyId;
  const [root] = found.credentials;
  const principal = incident ? ownerArn(incident) : root?.principal?.arn;
  return [
    ...(key === null
      ? known(nameLabel(incident), nameOf(incident) ?? found.userName)
      : [{ label: keyLabel(key, incident), told: ident(key) }]),
    { label: 'Owner', told: ownerOf(incident, principal) },
    ...known('Session', incident && sessionName(incident)),
    ...known('Account', incident?.accountId ?? root?.accountId ?? (principal?.split(':')[4] || 'not known')),
    ...(incident?.descendantOf ? [{ label: 'Came from', told: `incident ${incident.descendantOf}` }] : []),
  ];
};

const keyLabel = (accessKeyId: string, incident: Incident | undefined): string =>
  incident && nounOf(incident) === 'session'
    ? 'Session key'
    : accessKeyId.startsWith('ASIA')
      ? 'Session key'
      : 'Key';

const nameLabel = (incident: Incident | undefined): string =>
  incident && nounOf(incident) === 'role' ? 'Role' : 'User';

const nameOf = (incident: Incident | undefined): string | undefined =>
  incident && (nounOf(incident) === 'role' ? ownerName(incident) : userName(incident));

const ownerOf = (incident: Incident | undefined, arn: string | undefined): Part => {
  if (incident?.decidedBy === 'root-key') return 'the root user of the account';
  return arn ? html`<span class="mono">${arn}</span>` : 'not known';
};

const signalsShown = 6;

const leak = ({ incident }: Case): Fact[] => {
  const signals = asTold(incident?.signals ?? []);
  const shown = signals.slice(0, signalsShown);
  const rest = signals.length - shown.length;
  return shown.length === 0
    ? [{ label: 'Leaked', told: 'where is not known here' }]
    : [
        { label: 'Leaked', told: joinedParts(shown.map(signalOf), html`<br>`) },
        ...(rest > 0 ? [{ label: 'Reported again', told: amount(rest, 'more signal') }] : []),
      ];
};

const signalOf = ({ source, where, reason, url, reportedAt }: LeakSignal): Html => {
  const told = source === 'manual' && reason ? html`${reason} (${where})` : html`${where}`;
  return html`${told}, reported by ${sourceWords[source]} at ${time(reportedAt)}${url && html`<br>${link(url)}`}`;
};

const times = ({ incident, found, nextLookAt, look }: Case): Fact[] => [
  ...(incident
    ? [
        { label: 'Opened', told: time(incident.openedAt) },
        {
          label: 'Read back as contained',
          told: containedSince(incident),
        },
        ...(incident.restoredAt
          ? [
              {
                label: 'Restored',
                told: html`${time(incident.restoredAt)}${incident.restoredBy && ` by ${incident.restoredBy}`}`,
              },
            ]
          : []),
        ...known('Why', incident.reason),
      ]
    : []),
  { label: 'Last call that succeeded', told: lastOf(found.lastSucceeded, incident?.containedAt) },
  { label: 'Known up to', told: prose(knownUntil(found)) },
  {
    label: 'Next look',
    told: nextLookAt ? time(nextLookAt) : look === undefined ? neverAgain : lastLook,
  },
];

const containedSince = (incident: Incident): Part => {
  const { containedAt, statusSince } = incident;
  if (!containedAt) return 'never so far';
  return isContainedAgain(incident)
    ? html`${time(statusSince)}, and before from ${time(containedAt)}`
    : html`${time(containedAt)}${incident.status !== 'contained' && ' (the first time)'}`;
};

const lastLook = 'none: nobody looks any more at what it does';
const neverAgain = 'none: this was asked for once, from a terminal';

const lastOf = (at: string | null, containedAt: string | undefined): Part => {
  if (at === null) return 'none is known';
  if (containedAt === undefined) return time(at);
  const side = certainlyAfter(at, containedAt)
    ? html`<strong class="bad">AFTER</strong>`
    : certainlyBefore(at, containedAt)
      ? 'before'
      : 'in the very second of';
  return html`${time(at)}, ${side} containment`;
};

const ends = ({ incident, found }: Case): Fact[] => [
  // Only a deny that was read back as in force stops anything.
  ...known('The deny stops as well', incident && isDenied(incident) && alsoStopped(incident)),
  { label: 'What is counted', told: counted(found) },
  ...known('Incident', incident && html`<span class="mono">${incident.incidentId}</span>`),
];

const alsoShown = 12;

// A deny on a user stops its other key and its console as well: whoever depends on them has to be told.
const alsoStopped = ({ alsoDenied = [], alsoStopped: keys = [] }: Incident): Part => {
  const things = alsoDenied.length > 0 ? alsoDenied.map(inWords) : keys.map((id) => `access key ${id}`);
  const rest = things.length - alsoShown;
  const shown = joinedParts(things.slice(0, alsoShown), html`<br>`);
  return things.length === 0 ? undefined : [...shown, rest > 0 && ` and ${rest} more`];
};

const inWords = ({ kind, id, lastUsedAt }: AlsoDenied): string => {
  const used = lastUsedAt === null ? 'never used' : `last used ${lastUsedAt.slice(0, 10)}`;
  if (kind === 'console') return `console login (${used})`;
  return kind === 'service-specific' ? `service-specific credential ${id}` : `access key ${id} (${used})`;
};
