import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Case } from '../case.ts';
import { destinationTitle } from '../destination-names.ts';
import { type Html, html, type Part } from '../html.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge } from './tone.ts';
import { command, empty, link, time } from './words.ts';

/** Where else it was told, and where the evidence lies. */
export const toldSection: PageSection = {
  id: 'told',
  title: 'Where else it was told, and the evidence',
  count: ({ destinations }) => destinations.length,
  body: (kase) => [evidence(kase), destinations(kase)],
};

const evidence = ({ evidence: place, evidenceFailed }: Case): Part => [
  evidenceFailed !== undefined &&
    html`<p>${badge('bad', place === undefined ? 'The evidence could NOT be kept' : 'The evidence is NOT WHOLE')}<br>${evidenceFailed}</p>\n`,
  place !== undefined
    ? html`<p>The evidence lies in <span class="mono">${place.startsWith('s3://') ? s3(place) : place}</span>, with a manifest of the SHA-256 of each file. In a checkout of Tourniquet this names every file that was altered${place.startsWith('s3://') && ', once the folder is downloaded'}:</p>
${command('npm run -s tourniquet -- verify DIR')}`
    : evidenceFailed === undefined && empty('No evidence is kept: nobody configured a place for it.'),
];

// An address in S3 is none that a mail program or a browser would open.
const s3 = (place: string): Html => html`s3:${html`//`}${place.slice('s3://'.length)}`;

const destinations = ({ destinations: outcomes }: Case): Part =>
  outcomes.length === 0
    ? empty(
        'It was told nowhere else than in the mails: no other home is switched on, or none has answered yet.',
      )
    : table({
        caption: 'Other homes of this incident, and what became of telling them',
        columns: [
          { title: 'Home', cell: ({ destination }: DestinationOutcome) => destinationTitle(destination) },
          { title: 'Told', cell: toldOf },
          { title: 'As', cell: ({ status }) => status },
          { title: 'When', cell: ({ at }) => time(at) },
          { title: 'Where it stands there', cell: ({ reference }) => reference && link(reference) },
        ],
        rows: outcomes,
      });

const toldOf = ({ outcome, reason }: DestinationOutcome): Part => [
  outcome === 'done'
    ? badge('good', 'told')
    : badge(
        outcome === 'failed' ? 'bad' : 'warn',
        outcome === 'failed' ? 'FAILED' : 'refused: a person has to do it',
      ),
  reason !== undefined && html`<br>${reason}`,
];
