import { html } from '../html.ts';
import type { PageSection } from './section.ts';
import { empty, more, prose, whereAllIs } from './words.ts';

const mostNotes = 60;

export const notesSection: PageSection = {
  id: 'notes',
  title: 'Notes',
  count: ({ found }) => found.notes.length,
  body(kase) {
    const { notes } = kase.found;
    if (notes.length === 0) return empty('None: nothing about this look needs a remark.');
    return [
      html`<ul>${notes.slice(0, mostNotes).map((note) => html`<li>${prose(note)}</li>\n`)}</ul>\n`,
      more(notes.length - mostNotes, whereAllIs(kase)),
    ];
  },
};
