import { aboutOf } from '#lib/containment/mail/credential.ts';
import { subjectOf } from '#lib/containment/mail/headline.ts';
import { isLeftByRule } from '#lib/containment/mail/standing.ts';
import { stepById } from '#lib/containment/steps/index.ts';
import type { Incident, Status } from '#lib/incident/incident.ts';
import type { Case } from '../case.ts';
import { type Html, html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import type { PageSection } from './section.ts';
import { isPlain, readBackOf, wasBefore } from './step-words.ts';
import { table } from './table.ts';
import { badge, toneOfStatus } from './tone.ts';
import { empty, time, whereAllIs } from './words.ts';

const incidentsShown = 12;

/** What was changed in the account: what stood before, what stands now, and what AWS showed afterwards. */
export const stepsSection: PageSection = {
  id: 'steps',
  title: 'What was done about it',
  count: ({ incident, descendants }) =>
    [...(incident ? [incident] : []), ...descendants].reduce((number, { steps }) => number + steps.length, 0),
  body(kase) {
    const { incident, descendants } = kase;
    const pressingFirst = descendants.toSorted((one, other) => rankOf(one) - rankOf(other));
    const shown = pressingFirst.slice(0, incidentsShown);
    return [
      incident
        ? ofIncident(incident)
        : empty('No incident is kept here, so what was done about it is not known.'),
      ...shown.map(ofIncident),
      restOf(pressingFirst.slice(incidentsShown), kase),
    ];
  },
};

const order: readonly Status[] = [
  'not-contained',
  'partly-contained',
  'protected',
  'observed',
  'restored',
  'contained',
  'not-ours',
];
const rankOf = ({ status }: Incident): number => order.indexOf(status);

const restOf = (rest: readonly Incident[], kase: Case): Part => {
  const tally = [...Map.groupBy(rest, subjectOf)].map(([word, { length }]) => `${grouped(length)} ${word}`);
  return (
    rest.length > 0 &&
    html`<p class="more">and ${grouped(rest.length)} more incidents of what came from it (${tally.join(', ')}): ${whereAllIs(kase)}.</p>\n`
  );
};

const ofIncident = (incident: Incident): Html => {
  const { steps, status, incidentId, principal, reason } = incident;
  return html`<h3>${aboutOf(incident)}</h3>
<p>${badge(toneOfStatus[status], subjectOf(incident))} <span class="muted">incident <span class="mono">${incidentId}</span>${principal !== null && html`, <span class="mono">${principal.arn}</span>`}</span></p>
${steps.length > 0 ? stepsTable(incident) : empty(`No step was taken${reason ? `: ${reason}` : ''}.`)}`;
};

const stepsTable = (incident: Incident): Html => {
  const planned = incident.steps.every(({ outcome }) => outcome === 'planned');
  const would = planned && (incident.status === 'observed' || isLeftByRule(incident));
  return table({
    caption: would ? 'Steps that would be taken' : 'Steps, with what AWS showed afterwards',
    columns: [
      { title: 'Step', cell: (step: Incident['steps'][number]) => stepById(step.id).done },
      { title: 'Before', cell: ({ before }) => wasBefore(before) },
      {
        title: 'Read back',
        cell: (step) => [
          readBackOf(step, incident),
          isPlain(step.reason) && html`<br>${step.reason}`,
          isPlain(step.liftedBy) && html`<br>by ${step.liftedBy}`,
        ],
      },
      {
        title: 'Read back at',
        cell: ({ at, undoneAt }) => [
          time(at),
          undoneAt && html`<br><span class="muted">taken off</span> ${time(undoneAt)}`,
        ],
      },
    ],
    rows: incident.steps,
  });
};
