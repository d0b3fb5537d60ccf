import type { Case } from '../case.ts';
import { incompleteLines } from '../coverage-lines.ts';
import { stillOpen } from '../descendant-lines.ts';
import { harmPhrases } from '../harm/phrases.ts';
import { type Html, html, type Part } from '../html.ts';
import { amount, grouped } from '../layout.ts';
import { unheldThings } from '../made/held.ts';
import { outOfReachSteps } from '../next/waiting.ts';
import { ownerLines } from '../owner-lines.ts';
import { silenceLines } from '../silence-lines.ts';
import { leakSentence, verdictSentence } from '../verdict-sentence.ts';
import { facts } from './facts.ts';
import { standOf } from './stand.ts';
import { alert, icon } from './tone.ts';
import { joinedParts, prose } from './words.ts';

/** The verdict, what speaks against it, and the facts. */
export const verdict = (kase: Case): Html => {
  const { word, tone, shape, sentence } = standOf(kase);
  const leak = leakSentence(kase.found);
  return html`<header class="verdict is-${tone}" id="verdict">
<h1><span class="state ${tone}">${icon(shape)} ${word}</span> ${sentence}</h1>
${harm(kase)}<p>${prose(verdictSentence(kase.found))}${leak !== '' && html` ${prose(leak)}`}</p>
<ul class="alerts">
${alerts(kase)}</ul>
</header>
<section aria-labelledby="facts">
<h2 id="facts">The leak</h2>
${facts(kase)}
</section>
`;
};

// In a few words, for whoever reads no further.
const harm = ({ found }: Case): Part =>
  found.events > 0 &&
  html`<p class="lead">What it did: <strong>${harmPhrases(found).join('; ')}</strong>.</p>\n`;

const drawingShown = 3;

const alerts = (kase: Case): Html[] => [
  ...drawing(kase),
  ...open(kase),
  ...silence(kase),
  ...standing(kase),
  ...ownerLines(kase.found).map((line) => alert(/^[A-Z]{4}/.test(line) ? 'bad' : 'warn', line)),
  ...incomplete(kase),
  ...notTold(kase),
];

const drawing = ({ found: { keepsDrawing = [] } }: Case): Html[] => [
  ...keepsDrawing.slice(0, drawingShown).map(({ what }) => alert('bad', `NOT CONTAINED FOR GOOD: ${what}.`)),
  ...(keepsDrawing.length > drawingShown
    ? [alert('bad', `And ${grouped(keepsDrawing.length - drawingShown)} more draw new credentials.`)]
    : []),
];

const open = ({ found }: Case): Html[] => {
  const words = stillOpen(found);
  return [
    ...outOfReachSteps(found).map(({ line }) => alert('bad', [prose(line), '.'])),
    ...(words === ''
      ? []
      : [alert('warn', html`Still open of what came from it: ${words}. <a href="#open">Look at them</a>.`)]),
  ];
};

const silence = ({ incident, found, silent }: Case): Html[] => {
  if (silent) {
    const tone =
      silent.succeededAfter > 0 ? 'bad' : silent.silent && incident?.status === 'contained' ? 'good' : 'warn';
    return [
      alert(
        tone,
        silenceLines(silent, found.after)
          // What was not read, and what would not be seen, stands with the Regions.
          .filter((line) => !/^(?:NOT read|Not in this): /.test(line))
          .map((line) => html`${prose(line)} `),
      ),
    ];
  }
  if (incident?.status !== 'contained' || found.events === 0) return [];
  return [alert('calm', 'Whether all was silent since containment is not known here.', 'unknown')];
};

const incomplete = ({ found }: Case): Html[] => {
  const lines = incompleteLines(found.coverage);
  return lines.length > 0 ? [alert('warn', joinedParts(lines.map(prose), html`<br>`))] : [];
};

const standing = ({ found }: Case): Html[] => {
  const things = unheldThings(found);
  return things.length > 0
    ? [
        alert(
          'warn',
          html`${amount(things.length, 'thing')} that it made ${things.length === 1 ? 'is' : 'are'} still there, and nobody has stopped ${things.length === 1 ? 'it' : 'them'}. <a href="#made">Look at them</a>.`,
        ),
      ]
    : [];
};

const notTold = ({ destinations, evidence, evidenceFailed }: Case): Html[] => {
  const failed = destinations.filter(({ outcome }) => outcome !== 'done');
  return [
    ...(failed.length > 0
      ? [
          alert(
            'warn',
            html`It could not be told everywhere: ${amount(failed.length, 'other home')} failed. <a href="#told">Which</a>.`,
          ),
        ]
      : []),
    ...(evidenceFailed === undefined
      ? []
      : [
          alert(
            'bad',
            `${evidence === undefined ? 'NO EVIDENCE is kept' : 'The evidence is NOT WHOLE'}: ${evidenceFailed}`,
          ),
        ]),
  ];
};
