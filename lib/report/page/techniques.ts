import type { Technique } from '#lib/investigation/investigation.ts';
import type { Part } from '../html.ts';
import { grouped } from '../layout.ts';
import { tacticsPicture } from '../pictures.ts';
import { byTactic } from '../technique-lines.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { empty, link } from './words.ts';

interface Row extends Technique {
  /** Told with the first technique of a tactic. */
  tacticName: string;
}

const mostTechniques = 120;

export const techniquesSection: PageSection = {
  id: 'techniques',
  title: 'Techniques of ATT&CK',
  count: ({ found }) => found.techniques.length,
  body(kase) {
    const rows = byTactic(kase.found.techniques).flatMap(({ tactic, techniques }) =>
      techniques.map((technique): Row => ({ ...technique, tacticName: tactic })),
    );
    if (rows.length === 0) return empty(none(kase.found.events));
    return [
      tacticsPicture(kase),
      table({
        caption: 'In the order of an intrusion',
        columns: [
          { title: 'Technique', cell: ({ id, name }: Row) => [idOf(id), ' ', name] },
          { title: 'Tactic', cell: ({ tacticName }) => tacticName },
          { title: 'Calls', number: true, cell: ({ events }) => grouped(events) },
          { title: 'Failed', number: true, cell: ({ failed = 0 }) => failed > 0 && grouped(failed) },
        ],
        rows: rows.slice(0, mostTechniques),
      }),
    ];
  },
};

const none = (events: number): string =>
  events === 0 ? 'None: no call of it is in CloudTrail.' : 'None: its calls are not known as any technique.';

const idOf = (id: string): Part =>
  /^T\d{4}(?:\.\d{3})?$/.test(id)
    ? link(`https://attack.mitre.org/techniques/${id.replace('.', '/')}/`, id)
    : id;
