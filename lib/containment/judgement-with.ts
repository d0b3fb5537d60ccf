import type { RecordStore } from '#lib/incident/records.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import type { Rules } from '#lib/platform/rules.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { dismissal } from './dismissals.ts';
import type { Judgement } from './judge.ts';

/** What people decided that bears on a signal: the deployed rules, and whether its key was dismissed. */
export const judgementWith =
  (records: RecordStore, rules: () => Rules) =>
  async ({ accessKeyId }: LeakSignal): Promise<Judgement> => ({
    rules: rules(),
    ownRoles: config.ownRoles(),
    deployedAt: config.deployedAt(),
    dismissal: accessKeyId === undefined ? undefined : await dismissal(records, accessKeyId),
    now: timestamp(),
  });
