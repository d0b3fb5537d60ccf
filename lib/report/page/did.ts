import type { Case } from '../case.ts';
import { type EffectGroup, worstGroups } from '../harm/groups.ts';
import { type Html, html, type Part } from '../html.ts';
import { amount, callsOf, grouped, sum } from '../layout.ts';
import { onBehalfLines, quarantineLines } from '../short-lines.ts';
import type { PageSection } from './section.ts';
import { badge, type Tone } from './tone.ts';
import { empty, prose } from './words.ts';

const tones: Record<string, Tone> = {
  shared: 'bad',
  destroyed: 'bad',
  billed: 'bad',
  'read-data': 'bad',
  issued: 'warn',
  changed: 'warn',
};

const callsShown = 20;
const codesShown = 20;

/** What its calls amount to, what hurts most first. */
export const didSection: PageSection = {
  id: 'did',
  title: 'What it did',
  body: (kase) => [effects(kase), failures(kase), quarantine(kase), onBehalf(kase)],
};

const effects = ({ found }: Case): Part => {
  const groups = worstGroups(found.actions);
  if (groups.length > 0)
    return html`<p>${callsOf(found)}, each kind by the worst that it amounts to. A number says how often it succeeded.</p>
<dl class="effects">
${groups.map(groupOf)}</dl>
`;
  return found.events > 0
    ? empty(`${callsOf(found)}; what they amount to is not known.`)
    : empty(
        'Nothing: no call of it is in CloudTrail. It is late by some minutes, and does not hold data events.',
      );
};

const groupOf = ({ effect, label, calls }: EffectGroup): Html => {
  const rest = calls.slice(callsShown);
  return html`<dt>${badge(tones[effect] ?? 'calm', label)}</dt>
<dd><ul class="calls-of">${calls.slice(0, callsShown).map((call) => chip(call, effect === 'vain'))}${
    rest.length > 0 &&
    html`<li>and ${amount(rest.length, 'more kind')} (${grouped(sum(rest.map(({ events, failed }) => (effect === 'vain' ? failed : events - failed))))})</li>`
  }</ul></dd>
`;
};

const chip = ({ action, events, failed }: EffectGroup['calls'][number], vain: boolean): Html =>
  html`<li>${action} <strong>${grouped(vain ? events : events - failed)}</strong>${!vain && failed > 0 && html` <span class="muted">(${grouped(failed)} failed)</span>`}</li>`;

const failures = ({ found: { errors = [] } }: Case): Part =>
  errors.length > 0 &&
  html`<h3>How calls failed</h3>
<ul class="calls-of">${errors
    .slice(0, codesShown)
    .map(({ code, events }) => html`<li>${code} <strong>${grouped(events)}</strong></li>`)}${
    errors.length > codesShown && html`<li>and ${amount(errors.length - codesShown, 'more code')}</li>`
  }</ul>
`;

const quarantine = ({ found }: Case): Part => {
  const lines = quarantineLines(found, 8);
  return (
    lines.length > 0 &&
    html`<h3>AWS’s own quarantine</h3>
${lines.map((line) => html`<p>${prose(line)}</p>`)}`
  );
};

const onBehalf = ({ found }: Case): Part => {
  const lines = onBehalfLines(found, 12);
  return (
    lines.length > 0 &&
    html`<h3>Calls of AWS services in its name</h3>
<p class="muted">Perhaps other work of the same principal is among them.</p>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
`
  );
};
