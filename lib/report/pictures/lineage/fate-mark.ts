import { type Html, html } from '../../html.ts';
import type { Fate } from '../../verdict-words.ts';
import { unit } from '../measure.ts';

type Look = 'held' | 'open' | 'asks' | 'over';

const looks = {
  open: 'open',
  partly: 'open',
  protected: 'asks',
  byHand: 'asks',
  waits: 'asks',
  restored: 'asks',
  observed: 'asks',
  notOurs: 'over',
  handed: 'asks',
  undecided: 'asks',
  stopped: 'held',
  covered: 'held',
  ended: 'over',
} as const satisfies Record<Fate, Look>;

export const lookOf = (fate: Fate): Look => looks[fate];

/** A sign before the word, each of another shape: a tick, a warning, a question, a dash. */
export const fateMark = (fate: Fate, x: number, y: number): Html => {
  const look = lookOf(fate);
  const [left, top] = [unit(x), unit(y)];
  const shapes: Record<Look, Html> = {
    held: html`<circle cx="${left}" cy="${top}" r="7"/><path d="M${unit(x - 3.5)} ${top}l2.5 3l4.5 -5.5"/>`,
    open: html`<path class="pic-sign" d="M${left} ${unit(y - 8)}l8.5 15h-17z"/><path d="M${left} ${unit(y - 3.5)}v5M${left} ${unit(y + 3.6)}v1.4"/>`,
    asks: html`<path class="pic-sign" d="M${left} ${unit(y - 8)}l8 8l-8 8l-8 -8z"/><path d="M${unit(x - 2.4)} ${unit(y - 1.8)}a2.4 2.4 0 1 1 3.6 2.1q-1.2 0.7 -1.2 1.7M${left} ${unit(y + 3.8)}v1.2"/>`,
    over: html`<circle cx="${left}" cy="${top}" r="7"/><path d="M${unit(x - 3.5)} ${top}h7"/>`,
  };
  return html`<g class="pic-fate pic-f-${look}">${shapes[look]}</g>`;
};
