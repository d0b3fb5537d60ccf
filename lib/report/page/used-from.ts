import { html } from '../html.ts';
import { sourcesPicture } from '../pictures.ts';
import { byAddress } from '../used-from.ts';
import type { PageSection } from './section.ts';
import { empty } from './words.ts';

/** Who used it, from where, with the workload's own places beside the thief's. */
export const usedFromSection: PageSection = {
  id: 'sources',
  title: 'Who used it, from where',
  count: ({ found }) => byAddress(found.sources).length,
  body(kase) {
    const { sources } = kase.found;
    if (sources.length === 0) return empty('From nowhere: no call of it is in CloudTrail.');
    const isCompared = sources.some(({ pattern }) => pattern !== undefined);
    return [
      !isCompared &&
        html`<p>There was no earlier use to compare with: which of these is the workload, nobody can tell.</p>\n`,
      sourcesPicture(kase),
    ];
  },
};
