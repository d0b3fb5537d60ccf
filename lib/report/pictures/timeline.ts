import type { Case } from '../case.ts';
import { type Html, html } from '../html.ts';
import { figure } from './figure.ts';
import { drawTimeline } from './timeline/draw.ts';
import { timelineTables, timelineWords } from './timeline/tables.ts';
import { viewOf } from './timeline/view.ts';

/**
 * When the lineage called what: a lane a tactic, with the moments that a reader looks for as lines through all of them.
 * Undefined where no call has a time.
 */
export const timelinePicture = (kase: Case): Html | undefined => {
  const view = viewOf(kase);
  if (!view) return undefined;
  return figure({
    name: 'timeline',
    title: 'What happened when',
    desc: timelineWords(view),
    wide: drawTimeline(view, 'wide'),
    narrow: drawTimeline(view, 'narrow'),
    caption: html`The higher a mark, the more calls: by the square root of their number.${
      view.isPart && html` The strip shows the whole time; the part in the frame is drawn large below it.`
    }`,
    alternative: timelineTables(view),
  });
};
