import type { Case } from '../case.ts';
import type { Part } from '../html.ts';

/** A part of the page. */
export interface PageSection {
  /** Of its anchor: stands in links that people pass on, so it never changes. */
  id: string;
  title: string;
  /** How many things it tells of, for the table of contents. */
  count?(kase: Case): number;
  /** What it tells; where there is nothing, what that means. */
  body(kase: Case): Part;
}
