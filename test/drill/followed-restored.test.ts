import { afterAll, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import {
  assumedBy,
  called,
  endOf,
  investigate,
  isBy,
  leakedOf,
  leftOnQueues,
  minute,
  rootOf,
  setTheFollowedStage,
  thiefWith,
  untilLook,
} from './following.ts';
import { passes, reports, standingOf } from './helpers.ts';
import { toldSince } from './told.ts';

const stages: Stage[] = [];
const newStage = async (): Promise<Stage> => {
  const stage = await setTheFollowedStage();
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const timeout = 120_000;
const off = { key: 'Active', denied: false };

const restored = async (stage: Stage): Promise<void> => {
  const { incidentId } = await rootOf(stage);
  const request = { incidentId, reason: 'a false alarm', force: true };
  const { payload, functionError } = await stage.aws.host.invoke('tourniquet-restore', request);
  expect(functionError, payload).toBeUndefined();
};

describe.concurrent('a restored incident', () => {
  it('is never touched nor told of again, and its investigation ends', { timeout }, async () => {
    const stage = await newStage();
    const leaked = leakedOf(stage);
    const session = await assumedBy(thiefWith(stage, leaked.key), 'deployment', 'night-shift');
    await passes(stage, 2 * minute);
    await reports.guardduty(stage, leaked);
    await passes(stage, 7 * minute);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'contained' });
    await restored(stage);
    await stage.aws.host.idle();
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'restored' });
    const told = toldSince(stage);
    const changed: string[] = [];
    stage.aws.trail.onRecord(({ eventName, eventSource, userIdentity, readOnly }) => {
      if (eventSource === 'iam.amazonaws.com' && !readOnly && userIdentity.arn?.includes('/tourniquet-'))
        changed.push(eventName);
    });
    await untilLook(stage, 1, 4);
    expect(await standingOf(stage, leaked)).toEqual(off);
    expect(changed).toEqual([]);
    expect(told()).toEqual([]);
    expect(endOf(stage)).toMatchObject({ ended: 'restored', looks: 2 });
    expect(leftOnQueues(stage)).toEqual([]);
  });

  it('stays so when it is restored in the midst of a look that has found something', {
    timeout,
  }, async () => {
    const stage = await newStage();
    const leaked = leakedOf(stage);
    const late = ({ eventName }: { eventName: string }) => eventName === 'AssumeRole';
    stage.aws.trail.delayNext(late, 7 * minute);
    const session = await assumedBy(thiefWith(stage, leaked.key), 'deployment', 'night-shift');
    await passes(stage, 3 * minute);
    await reports.guardduty(stage, leaked);
    await passes(stage, 3 * minute);
    const told = toldSince(stage);
    const handedOn: string[] = [];
    stage.aws.trail.onRecord((record) => {
      if (record.eventName === 'SendMessage' && isBy(investigate)(record)) handedOn.push(record.eventTime);
    });
    const reading = called(
      stage,
      (record) => record.eventName === 'LookupEvents' && isBy(investigate)(record),
    );
    const effect = { kind: 'latency', milliseconds: 6_000 } as const;
    const slow = stage.aws.faults.inject({ service: 'cloudtrail', effect });
    const looking = passes(stage, 3 * minute);
    await reading;
    await restored(stage);
    expect(handedOn).toEqual([]);
    slow.remove();
    await looking;
    expect(handedOn.length).toBeGreaterThan(0);
    expect(await stage.incidentOf(session.accessKeyId)).toBeUndefined();
    await untilLook(stage, 1, 4);
    expect(told().map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Restored/)]);
    expect(await standingOf(stage, leaked)).toEqual(off);
    expect(endOf(stage)).toMatchObject({ ended: 'restored', looks: 1 });
  });
});
