import { expect } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';

/** Something that happens to the deployed system, and what must have become of it. */
export interface Story {
  name: string;
  /** Whether the investigation runs in it; else it ends at once. */
  investigates?: true;
  /** @throws when its end is not the right one */
  play(stage: Stage): Promise<void>;
}

/** Invokes a function as a person does. @returns its answer */
export const ask = async ({ aws }: Stage, folder: string, event: object) => {
  const { payload, functionError } = await aws.host.invoke(`tourniquet-${folder}`, event);
  expect(functionError, payload).toBeUndefined();
  return JSON.parse(payload);
};

/** Restores an incident. */
export const restore = async (stage: Stage, incidentId: string): Promise<void> => {
  const restored = await ask(stage, 'restore', { incidentId, reason: 'a story', force: true });
  expect(restored.status).toBe('restored');
  await stage.aws.host.idle();
};
