import { isLiftedAndOpen } from '#lib/containment/mail/standing.ts';
import { mustPage } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { Html } from '#lib/platform/html.ts';
import { htmlMail, mailSection, type Tone } from '#lib/platform/html-mail/document.ts';
import { factTable, paragraphs, wordTable } from '#lib/platform/html-mail/parts.ts';
import type { Telling } from './telling.ts';

const toneOf = (incident: Incident): Tone => {
  if (mustPage(incident) || isLiftedAndOpen(incident)) return 'open';
  return incident.status === 'contained' ? 'stopped' : 'quiet';
};

const withoutColon = (heading: string): string => heading.replace(/:$/, '');

/** Lines with a heading as a section; none where there are none. */
const section = ([heading, ...lines]: readonly string[]): Html[] =>
  heading === undefined ? [] : [mailSection(withoutColon(heading), paragraphs(lines))];

const steps = ([heading, ...lines]: readonly string[]): Html[] =>
  heading === undefined ? [] : [mailSection(withoutColon(heading), wordTable(lines))];

/** The first mail of an incident as HTML: the same facts in the same order. @param evidence where it lies (evidence-place.ts) */
export const incidentHtml = (incident: Incident, telling: Telling, evidence?: string): string => {
  const { headline, facts, next, open, undo } = telling;
  const about = evidence === undefined ? facts : [...facts, { label: 'Evidence', text: evidence }];
  return htmlMail({
    title: headline,
    tone: toneOf(incident),
    kicker: telling.about,
    sections: [
      mailSection('', factTable(about)),
      ...section(next),
      ...steps(telling.steps),
      ...section(open),
      ...section(undo),
    ],
    foot: 'Tourniquet. The plain mail of this incident says the same. Nothing is called done that AWS was not asked about afterwards.',
  });
};

/** The same for a program that shows no HTML. */
export const incidentText = ({ headline, facts, steps: told, next, open, undo }: Telling): string =>
  [[headline], facts.map(({ label, text }) => `${label.padEnd(10)}${text}`), next, told, open, undo]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
