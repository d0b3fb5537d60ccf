import { ActivityCounter } from './activity.ts';
import { type Coverage, startCoverage } from './coverage.ts';
import type { Investigation } from './investigation.ts';
import { leakedCredential } from './leaked-credential.ts';
import type { Trail } from './lookup-page.ts';
import { createdThings } from './made-things.ts';
import { notesOn } from './notes.ts';
import type { EnabledRegions } from './regions.ts';
import { lookupKeyEvents } from './trail.ts';
import { lookupWindow } from './window.ts';

export interface InvestigateQuestion {
  accessKeyId: string;
  /** As far back as LookupEvents reaches (90 days), unless told. */
  from?: Date;
  /** Now, unless told. */
  to?: Date;
}

export interface InvestigateDeps extends Trail {
  enabledRegions(): Promise<EnabledRegions>;
}

/**
 * Looks once at what a key did, in every enabled Region. Only reads.
 * Regions that could not be read stand in `coverage` with the reason; they are no error.
 * @throws RangeError when the asked window is empty
 */
export const investigate = async (
  question: InvestigateQuestion,
  deps: InvestigateDeps,
): Promise<Investigation> => {
  const { accessKeyId } = question;
  const window = lookupWindow(question);
  const { regions, unknown } = await deps.enabledRegions();
  const counter = new ActivityCounter(accessKeyId);
  const rows = await lookupKeyEvents(
    { accessKeyId, from: window.from, to: window.to, regions },
    (records) => {
      for (const record of records) counter.add(record);
    },
    deps,
  );
  const activity = counter.result();
  return {
    accessKeyId,
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    coverage: unknown ? [...rows, optInRegions(unknown)] : rows,
    credentials: [leakedCredential(accessKeyId, activity)],
    events: activity.events,
    failed: activity.failed,
    lastSucceeded: activity.lastSucceeded,
    actions: activity.actions,
    created: createdThings(activity.made, accessKeyId),
    made: activity.made,
    techniques: [],
    sources: activity.sources,
    notes: notesOn(window, activity),
  };
};

// A row of its own, never complete: whoever asks whether all rows are complete must not be told yes when nobody
// knows which Regions there are.
const optInRegions = (reason: string): Coverage => ({
  ...startCoverage('opt-in-regions', 'lookup-events'),
  reason: `AWS did not say which opt-in Regions are enabled, so they were left out: ${reason}`,
});
