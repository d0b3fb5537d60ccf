import { type Html, html, type Part } from '../html.ts';
import { unit } from './measure.ts';

/** What is drawn in a field of this size; text in it is given in the same units, about pixels. */
export interface Drawing {
  width: number;
  height: number;
  content: Part;
}

export interface Picture {
  /** Unique in a page: ids begin with it. */
  name: 'timeline' | 'lineage' | 'sources' | 'regions' | 'tactics';
  title: string;
  /** What it shows, in sentences. */
  desc: Part;
  /** For a desktop and for a phone: letters are as large in both. */
  wide: Drawing;
  narrow: Drawing;
  /** How it is read. */
  caption: Part;
  /** Tables that tell the same. */
  alternative: Part;
}

const svg = (picture: Picture, form: 'wide' | 'narrow'): Html => {
  const id = `pic-${picture.name}-${form}`;
  const { width, height, content } = picture[form];
  return html`<svg class="pic-${form}" viewBox="0 0 ${unit(width)} ${unit(height)}" role="img" aria-labelledby="${id}-title ${id}-desc" focusable="false">
<title id="${id}-title">${picture.title}</title>
<desc id="${id}-desc">${picture.desc}</desc>
${content}
</svg>`;
};

/** A picture in both forms, of which the width of the page shows one, and what tells the same in words. */
export const figure = (picture: Picture): Html => html`<div class="pic pic-of-${picture.name}">
<figure>
${svg(picture, 'wide')}
${svg(picture, 'narrow')}
<figcaption>${picture.caption}</figcaption>
</figure>
<details><summary>${picture.title}: the same as a table</summary>
${picture.alternative}
</details>
</div>
`;
