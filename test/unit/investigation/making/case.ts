import type { Json } from '#lib/investigation/detail.ts';

/** A call that takes a thing away: its name as CloudTrail writes it, what was asked, what was answered. */
export type Gone = [call: string, asked: Json | null, answered?: Json];

/** A call that makes something, the least that its record has to hold, what is told of it, and what takes it away again. */
export type Case = [
  call: string,
  asked: Json | null,
  answered: Json | null,
  /** `access key AKIA1 of user support`. */
  told: string,
  ...gone: Gone[],
];
