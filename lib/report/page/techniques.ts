import { tacticsPicture } from '../pictures.ts';
import type { PageSection } from './section.ts';
import { empty } from './words.ts';

export const techniquesSection: PageSection = {
  id: 'techniques',
  title: 'Techniques of ATT&CK',
  count: ({ found }) => found.techniques.length,
  body: (kase) => (kase.found.techniques.length > 0 ? tacticsPicture(kase) : empty(none(kase.found.events))),
};

const none = (events: number): string =>
  events === 0 ? 'None: no call of it is in CloudTrail.' : 'None: its calls are not known as any technique.';
