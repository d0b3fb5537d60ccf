import { byHandLines } from '#lib/containment/mail/by-hand.ts';
import { aboutOf } from '#lib/containment/mail/credential.ts';
import { subjectOf } from '#lib/containment/mail/headline.ts';
import { mustPage } from '#lib/containment/mail/standing.ts';
import { stopLines } from '#lib/containment/mail/stop-lines.ts';
import { unlessForced } from '#lib/containment/mail/undo-lines.ts';
import { restoreInTerminal } from '#lib/containment/mail/ways.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { Investigation, Verdict } from '#lib/investigation/investigation.ts';
import type { Case } from '../case.ts';
import { type Html, html, type Part } from '../html.ts';
import { amount, grouped } from '../layout.ts';
import { drawingSteps, keepDenySteps, removingSteps, tidyingSteps } from '../next/removing.ts';
import type { NextStep } from '../next/step.ts';
import { byHandSteps, commandFor, containStep, outOfReachSteps, waitingSteps } from '../next/waiting.ts';
import { safeCommand } from '../safe-command.ts';
import { touchedOthers } from '../touched-lines.ts';
import { blocks } from './blocks.ts';
import { recovering } from './recovering.ts';
import type { PageSection } from './section.ts';
import { badge, toneOfStatus } from './tone.ts';
import { command, empty, prose, time } from './words.ts';

const commandsEach = 4;

/** What a person does now, in this order. */
export const nextSection: PageSection = {
  id: 'next',
  title: 'What to do next',
  body(kase) {
    const open = following(kase);
    const steps = [...containing(kase), ...open, ...recovering(kase), ...tidying(kase)];
    return [
      steps.length > 0
        ? html`<ol class="steps">
${steps.map((step) => html`<li>${step}</li>\n`)}</ol>
${open.length > 0 && html`<p class="more">Each of what is open stands under <a href="#open">Still open</a>, all that it made under <a href="#made">What it made and changed</a>.</p>\n`}`
        : empty(nothingToDo(kase)),
      undoing(kase),
    ];
  },
};

const containing = ({ incident, found }: Case): Part[] => {
  if (incident)
    return [byHandLines(incident, {}), stopLines(incident)]
      .filter((lines) => lines.length > 0)
      .map((lines) => blocks(lines));
  const contain = safeCommand(commandFor('contain', found));
  return found.accessKeyId === null || contain === undefined
    ? containStep(found).map(stepOf)
    : [
        html`<p>Contain the leaked credential, if that is not done yet.</p>${command(contain)}`,
        ...containStep(found).map(stepOf),
      ];
};

const incidentsShown = 5;

/** What came from it and could not be contained, each with the way to do it by hand. */
const openIncidents = ({ descendants }: Case): Incident[] =>
  descendants.filter((incident) => mustPage(incident)).slice(0, incidentsShown);

const byHand = (incident: Incident): Part => [
  html`<p>${badge(toneOfStatus[incident.status], subjectOf(incident))} ${aboutOf(incident)}, which came from it.</p>\n`,
  ...blocks([...byHandLines(incident, {}), ...stopLines(incident)]),
];

/** Without those that are told of with the way to do it. */
const others = (
  { credentials, created, ...found }: Investigation,
  told: readonly Incident[],
): Investigation => {
  const ids = new Set(told.map(({ incidentId }) => incidentId));
  const isOther = ({ verdict }: { verdict?: Verdict }): boolean => !ids.has(verdict?.incidentId ?? '');
  return { ...found, credentials: credentials.filter(isOther), created: created.filter(isOther) };
};

const following = (kase: Case): Part[] => {
  const { found } = kase;
  const open = openIncidents(kase);
  return [
    ...open.map(byHand),
    ...[
      ...drawingSteps(found.keepsDrawing ?? []),
      ...byHandSteps(others(found, open)),
      ...outOfReachSteps(found),
      ...waitingSteps(found),
      ...removingSteps(found),
    ].map(stepOf),
    ...reviewing(touchedOthers(found).length),
    ...keepDenySteps(found).map(stepOf),
  ];
};

// Last: what is stopped does no harm, and the workload stands still until it has a new key.
const tidying = ({ found }: Case): Part[] => tidyingSteps(found).map(stepOf);

const stepOf = ({ line, commands }: NextStep): Html => {
  const rest = commands.length - commandsEach;
  return html`<p>${prose(line)}${commands.length > 0 ? ':' : '.'}</p>
${commands.slice(0, commandsEach).map(command)}${rest > 0 && html`<p class="more">and ${amount(rest, 'more command')} of these kinds, with each thing below.</p>`}`;
};

const reviewing = (number: number): Html[] =>
  number > 0
    ? [
        html`<p>Look at <a href="#changed">${amount(number, 'thing')} that it changed and did not make</a>, and take back what is not yours.</p>`,
      ]
    : [];

const nothingToDo = ({ found, incident, nextLookAt }: Case): Part => {
  if (incident?.status === 'restored') return 'Nothing: it was put back by a person.';
  if (incident?.status === 'not-ours') return 'Nothing: it is not ours to contain, and nothing was changed.';
  if (found.events > 0) return 'Nothing that is known from here. Look at what it did below.';
  return nextLookAt
    ? html`Nothing so far. CloudTrail is late: it is looked at again at ${time(nextLookAt)}.`
    : 'Nothing so far: no call of it is known.';
};

const undoing = ({ incident, look }: Case): Part => {
  const ours =
    incident?.steps.filter(({ outcome, undoneAt }) => outcome === 'done' && undoneAt === undefined) ?? [];
  if (!incident || ours.length === 0 || incident.status === 'restored' || incident.status === 'observed')
    return undefined;
  return html`<h3>To undo it</h3>
<p>Only if this was a false alarm: this puts back what stood before ${grouped(ours.length)} ${ours.length === 1 ? 'step' : 'steps'}, and nothing else. It is ${unlessForced(incident, {})}.</p>
${command(restoreInTerminal(incident.incidentId, {}))}${look !== undefined && withoutCheckout}`;
};

// Only a deployment has mailed.
const withoutCheckout = html`<p class="muted">These commands are typed in a checkout of Tourniquet. The first mail of the incident has them for whoever has none.</p>
`;
