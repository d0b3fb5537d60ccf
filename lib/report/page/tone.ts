import type { Status } from '#lib/incident/incident.ts';
import { constant, type Html, html, type Part } from '../html.ts';
import type { Fate } from '../verdict-words.ts';

/** How pressing something is. It is always told by a word and a shape as well. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** A shape of its own for each meaning, so that nobody needs the colour. */
export type Shape = 'held' | 'part' | 'open' | 'seen' | 'unknown';

const uses: Record<Shape, Html> = {
  held: constant`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-held"/></svg>`,
  part: constant`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-part"/></svg>`,
  open: constant`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-open"/></svg>`,
  seen: constant`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-seen"/></svg>`,
  unknown: constant`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-unknown"/></svg>`,
};

export const icon = (shape: Shape): Html => uses[shape];

/** The shapes, once in a page: a shield with a tick, a triangle, an octagon with a cross, a ring with a dot, a diamond. */
export const sprite = constant`<svg class="sprite" aria-hidden="true" focusable="false">
<symbol id="i-held" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M12 1 3 4.5v7C3 17 6.8 21.4 12 23c5.2-1.6 9-6 9-11.5v-7L12 1Zm-1.3 15.3L6.5 12.1l1.6-1.6 2.6 2.6 5.3-5.3 1.6 1.6-6.9 6.9Z"/></symbol>
<symbol id="i-part" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M12 2 .8 21.5h22.4L12 2Zm-1.2 7.2h2.4v6h-2.4v-6Zm0 7.5h2.4V19h-2.4v-2.3Z"/></symbol>
<symbol id="i-open" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4L7.4 1Zm1.2 6L7 8.6l3.4 3.4L7 15.4 8.6 17l3.4-3.4 3.4 3.4 1.6-1.6-3.4-3.4L17 8.6 15.4 7 12 10.4 8.6 7Z"/></symbol>
<symbol id="i-seen" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm0 2.4a7.6 7.6 0 1 0 0 15.2 7.6 7.6 0 0 0 0-15.2Zm0 4.1a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z"/></symbol>
<symbol id="i-unknown" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M12 .8 23.2 12 12 23.2.8 12 12 .8Zm0 3.4L4.2 12l7.8 7.8 7.8-7.8L12 4.2ZM10.8 8h2.4v5.5h-2.4V8Zm0 6.7h2.4V17h-2.4v-2.3Z"/></symbol>
</svg>`;

const shapeOf: Record<Tone, Shape> = { good: 'held', warn: 'part', bad: 'open', calm: 'seen' };

/** A word with its colour and shape. */
export const badge = (tone: Tone, words: string, shape: Shape = shapeOf[tone]): Html =>
  html`<span class="badge ${tone}${words.length <= 20 && ' whole'}">${icon(shape)}<span>${words}</span></span>`;

/** A line of a list with its shape in front. */
export const alert = (tone: Tone, words: Part, shape: Shape = shapeOf[tone]): Html =>
  html`<li><span class="${tone}">${icon(shape)}</span><span>${words}</span></li>\n`;

export const toneOfFate: Record<Fate, Tone> = {
  open: 'bad',
  partly: 'bad',
  protected: 'bad',
  byHand: 'warn',
  waits: 'warn',
  restored: 'warn',
  handed: 'warn',
  undecided: 'warn',
  observed: 'calm',
  notOurs: 'warn',
  stopped: 'good',
  covered: 'good',
  ended: 'calm',
};

export const toneOfStatus: Record<Status, Tone> = {
  contained: 'good',
  'partly-contained': 'bad',
  'not-contained': 'bad',
  protected: 'bad',
  observed: 'calm',
  'not-ours': 'calm',
  restored: 'calm',
};
