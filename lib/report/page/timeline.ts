import { timelinePicture } from '../pictures.ts';
import type { PageSection } from './section.ts';
import { empty } from './words.ts';

export const timelineSection: PageSection = {
  id: 'timeline',
  title: 'When it happened',
  body: (kase) =>
    timelinePicture(kase) ??
    empty('Nothing to draw: no call of it is in CloudTrail, as far as that is known.'),
};
