import type { Html } from '#lib/platform/html.ts';
import { bars, type MailBar } from '#lib/platform/html-mail/bars.ts';
import { htmlMail, mailSection, type Tone } from '#lib/platform/html-mail/document.ts';
import { factTable, type MailFact, paragraphs, wordTable } from '#lib/platform/html-mail/parts.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';
import type { Case } from './case.ts';
import { incompleteLines, knownUntil, readToEnd, unreadIn } from './coverage-lines.ts';
import { descendantLines, descendants, pressing } from './descendant-lines.ts';
import { drawingLines } from './drawing-lines.ts';
import { evidenceLines, notToldLines } from './elsewhere-lines.ts';
import { type EffectGroup, worstGroups } from './harm/groups.ts';
import { investigationMail, openLine } from './investigation-mail.ts';
import { amount, grouped, sum, when } from './layout.ts';
import { kindLines } from './made/lines.ts';
import { isStanding, thingsMade } from './made/things.ts';
import type { InvestigationMailContext } from './mail.ts';
import { noLongerContained, noLongerLines } from './no-longer.ts';
import { silenceLines } from './silence-lines.ts';
import { counted, whoActed } from './subject.ts';
import { touchedLines, touchedOthers } from './touched-lines.ts';
import { type Address, agentsOf, between, byAddress, oneIsYou } from './used-from.ts';
import { leakSentence, verdictSentence } from './verdict-sentence.ts';
import { whatNow } from './what-now.ts';

/** So much is read in a mail; the page has all of it. */
const most = { sources: 8, things: 8, touched: 6, came: 9, toDo: 24 } as const;
/** Mail programs break lines themselves. */
const wide = 400;
const longestLine = 1200;

/** A command that is cut ends in `…`, so that nobody pastes a part of it. */
const tidy = (line: string): string => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);

/** Lines of the plain mail, which are inert already. */
const told = (lines: readonly string[]): Html[] => paragraphs(lines.map(tidy));

const section = (heading: string, content: Html | readonly Html[], isThere: boolean): Html[] =>
  isThere ? [mailSection(heading, content)] : [];

const lineSection = (heading: string, lines: readonly string[]): Html[] =>
  section(heading, told(lines), lines.length > 0);

const rowSection = (heading: string, lines: readonly string[]): Html[] =>
  section(heading, wordTable(lines.map(tidy)), lines.length > 0);

/** What the text forms of the report go by. */
const contextOf = (kase: Case): InvestigationMailContext => {
  const { incident, found, look = 0, nextLookAt, silent, destinations, evidence, evidenceFailed } = kase;
  const noLonger = noLongerContained(incident);
  return {
    incidentId: incident?.incidentId ?? whoActed(found),
    look,
    destinations,
    ...(incident?.containedAt && { containedAt: incident.containedAt }),
    ...(noLonger && { noLonger }),
    ...(nextLookAt && { nextLookAt }),
    ...(silent && { silent }),
    ...(evidence && { evidence }),
    ...(evidenceFailed && { evidenceFailed }),
  };
};

const callsShown = 6;

const effectBar = ({ label, calls }: EffectGroup): MailBar => {
  const events = sum(calls.map((each) => each.events));
  const failed = sum(calls.map((each) => each.failed));
  const names = calls.map(({ action, events: number }) => `${inert(action, 60)} (${grouped(number)})`);
  const shown = names.slice(0, callsShown).join(', ');
  const rest = names.length - callsShown;
  return {
    label,
    note: `${shown}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`,
    events,
    failed,
    amount: failed > 0 ? `${grouped(events)}, ${grouped(failed)} failed` : amount(events, 'call'),
  };
};

const sourceBar = (address: Address): MailBar => ({
  label: `${inert(address.ip, 60)}${address.pattern ? ` (${address.pattern})` : ''}`,
  note: [agentsOf(address), between(address)].filter((words) => words !== '').join(', '),
  events: address.events,
  amount: amount(address.events, 'call'),
});

const sourceSection = ({ found }: Case): Html[] => {
  const all = byAddress(found.sources);
  const legend = oneIsYou(found.sources);
  const rest = all.length - most.sources;
  return section(
    'Used from',
    [
      bars(all.slice(0, most.sources).map(sourceBar)),
      ...told([
        ...(rest > 0 ? [`and ${amount(rest, 'more address', 'more addresses')}`] : []),
        ...(legend ? [legend] : []),
      ]),
    ],
    all.length > 0,
  );
};

const toneOf = ({ incident, silent, found }: Case): Tone => {
  if (silent && silent.succeededAfter > 0) return 'open';
  if (incident?.status === 'not-contained' || incident?.status === 'partly-contained') return 'open';
  if ((found.keepsDrawing ?? []).length > 0 || pressing(found) !== '') return 'open';
  return incident?.status === 'contained' ? 'stopped' : 'quiet';
};

const facts = ({ incident, found, nextLookAt, evidence }: Case): MailFact[] => [
  { label: 'Incident', text: inert(incident?.incidentId ?? whoActed(found), 140) },
  ...(incident ? [{ label: 'Status', text: incident.status }] : []),
  ...(incident?.containedAt
    ? [
        {
          label: 'Contained',
          text: `read back at ${when(incident.containedAt)}${incident.status === 'contained' ? '' : ' for the first time, and not so now'}`,
        },
      ]
    : []),
  ...(found.lastSucceeded ? [{ label: 'Last success', text: when(found.lastSucceeded) }] : []),
  ...(nextLookAt ? [{ label: 'Next look', text: when(nextLookAt) }] : []),
  ...evidenceLines({ ...(evidence && { evidence }) }).map((line) => ({
    label: 'Report',
    text: tidy(line.replace(/^[^:]*: /, '')),
  })),
];

const nextStep = (kase: Case, context: InvestigationMailContext): string[] =>
  whatNow(kase.found, context, most.toDo);

const knownLines = ({ found, silent }: Case): string[] => [
  ...(unreadIn(found.coverage).length === 0 ? [readToEnd(found)] : []),
  knownUntil(found),
  ...(silent ? silenceLines(silent) : []),
];

/**
 * The second mail as HTML: what the credential did in order of harm, what it made, from where it was used, up to when
 * that is known and what to do next, with bars made of table cells. Its subject is that of the plain mail.
 */
export const investigationHtmlMail = (kase: Case): { subject: string; html: string } => {
  const { found } = kase;
  const context = contextOf(kase);
  const came = descendants(found);
  const effects = worstGroups(found.actions);
  const first = [
    ...incompleteLines(found.coverage),
    ...drawingLines(found.keepsDrawing),
    ...noLongerLines(context),
    ...openLine(found),
    leakSentence(found),
  ];
  const html = htmlMail({
    title: redact(inert(verdictSentence(found), wide)),
    tone: toneOf(kase),
    kicker: redact(whoActed(found)),
    sections: [
      mailSection('', [factTable(facts(kase)), ...told([...first, ...notToldLines(context)])]),
      ...lineSection('What now', nextStep(kase, context)),
      ...section('What it did, the worst first', bars(effects.map(effectBar)), effects.length > 0),
      ...rowSection(
        'What it made, and is still there',
        kindLines(thingsMade(found).filter(isStanding), most.things),
      ),
      ...lineSection('What it changed and did not make', touchedLines(touchedOthers(found), most.touched)),
      ...rowSection(`What came from it (${grouped(came.length)})`, descendantLines(came, most.came)),
      ...sourceSection(kase),
      ...lineSection('Up to when this is known', knownLines(kase)),
    ],
    foot: counted(found),
  });
  return { subject: redact(investigationMail(found, context).subject), html };
};
