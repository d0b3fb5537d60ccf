import { type Beat, type Extent, lengthOf } from './beats.ts';

/** Calls that share a column of the picture. */
export interface Column {
  /** From 0. */
  index: number;
  worked: number;
  failed: number;
}

/** As many columns as there is room for, and none shorter than what is counted together. */
export const columnsIn = (extent: Extent, beats: readonly Beat[], most: number): number => {
  const span = beats.reduce((longest, beat) => Math.max(longest, beat.span), 1);
  return Math.max(1, Math.min(most, Math.round(lengthOf(extent) / span)));
};

/** The columns that hold anything, in the order of time. */
export const columnsOf = (beats: readonly Beat[], extent: Extent, number: number): Column[] => {
  const columns = new Map<number, Column>();
  for (const { at, span, events, failed } of beats) {
    const share = (at + span / 2 - extent.from) / lengthOf(extent);
    const index = Math.min(number - 1, Math.max(0, Math.floor(share * number)));
    const { worked = 0, failed: before = 0 } = columns.get(index) ?? {};
    columns.set(index, { index, worked: worked + events - failed, failed: before + failed });
  }
  return [...columns.values()].sort((one, other) => one.index - other.index);
};

export const tallest = (columns: readonly Column[]): number =>
  columns.reduce((most, { worked, failed }) => Math.max(most, worked, failed), 0);
