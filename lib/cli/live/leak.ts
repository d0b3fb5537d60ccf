import { putEvents } from '#lib/aws/put-events.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import { scannerDetailType } from '#lib/signal/scanner/detail.ts';
import { askFunction } from '../ask-function.ts';

export interface LiveLeak {
  system: DeployedSystem;
  run: string;
  accessKeyId: string;
}

// The auditors' table knows a drill by this first word (lib/evidence/audit/drills.ts).
const placeOf = (run: string): string => `drill ${run}: the canary of tourniquet drill --live`;

/** The sources that can be played for real, by the name that `--source` takes with --live. */
export const liveSources = {
  scanner: {
    happens: 'reports its key as a scanner does, by an event on the bus tourniquet',
    report: async ({ system, run, accessKeyId }) => {
      const [failed] = await putEvents([
        {
          EventBusName: system.deployment.busArn,
          Source: 'tourniquet.drill',
          DetailType: scannerDetailType,
          Detail: JSON.stringify({ accessKeyId, where: placeOf(run), scanner: 'tourniquet drill' }),
        },
      ]);
      if (failed) throw new Error(`the event did not reach the bus: ${failed.message || failed.code}`);
    },
  },
  direct: {
    happens: 'asks the function tourniquet-contain for it, as a person does in the Lambda console',
    report: async ({ run, accessKeyId }) => {
      await askFunction('tourniquet-contain', { accessKeyId, reason: placeOf(run) });
    },
  },
} as const satisfies Record<string, { happens: string; report(leak: LiveLeak): Promise<void> }>;

export type LiveSource = keyof typeof liveSources;
export const liveSourceNames = Object.keys(liveSources) as LiveSource[];
export const isLiveSource = (name: string): name is LiveSource => Object.hasOwn(liveSources, name);
