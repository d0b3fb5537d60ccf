import type { Before, Incident, StepRecord } from '#lib/incident/incident.ts';
import { type Html, html, type Part } from '../html.ts';
import { badge } from './tone.ts';

export const isPlain = (text: string | undefined): text is string => text !== undefined && text !== '';

const shown = (value: unknown): string => {
  if (value === null || value === false) return 'not there';
  if (value === true) return 'there';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** What stood before anything was changed, as it was recorded. */
export const wasBefore = (before: Before | undefined): Part =>
  before === undefined
    ? html`<span class="muted">not recorded</span>`
    : Object.entries(before).map(
        ([name, value]) =>
          html`<span class="muted">${name}:</span> <span class="mono">${shown(value)}</span> `,
      );

/** What AWS showed when it was asked afterwards. Only `done` and `already` were read back as in force. */
export const readBackOf = (step: StepRecord, { status, restoredAt }: Incident): Html => {
  const { outcome, undoneAt, withheld } = step;
  if (undoneAt !== undefined) {
    const readBack = status === 'restored' && undoneAt === (restoredAt ?? undoneAt);
    return readBack ? badge('calm', 'undone, and read back') : badge('warn', 'lifted');
  }
  if (status === 'restored' && outcome === 'done') return badge('warn', 'left in force');
  if (withheld) return badge('warn', 'withheld');
  return outcomes[outcome];
};

const outcomes: Record<StepRecord['outcome'], Html> = {
  done: badge('good', 'done, in force'),
  already: badge('good', 'in force before we came'),
  planned: badge('calm', 'only planned'),
  failed: badge('bad', 'FAILED'),
  skipped: badge('calm', 'left out'),
};
