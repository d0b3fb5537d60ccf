import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { stranger } from '#test/fixtures/cloudtrail/callers.ts';
import { createFunction, runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, investigated, thief } from './lineage.ts';

const instance = 'i-0aa11bb22cc33dd44';
const started = runInstances(thief, at(0), [instance], 'worker');

const removedAt = (...records: Json[]) =>
  investigated(records).made.map(({ id, removedAt }) => [id, removedAt?.slice(0, 19)]);
const time = (minutes: number) => new Date(at(minutes)).toISOString().slice(0, 19);
const inIreland = (action: string, minutes: number, requestParameters: Json): Json => ({
  ...record(colleague, action, at(minutes), { requestParameters }),
  awsRegion: 'eu-west-1',
});
const terminated = inIreland('ec2:TerminateInstances', 5, {
  instancesSet: { items: [{ instanceId: instance }] },
});

describe('an instance that the thief started', () => {
  it('is told as removed once a person has terminated it', () => {
    expect(removedAt(started)).toEqual([[instance, undefined]]);
    expect(removedAt(started, terminated)).toEqual([[instance, time(5)]]);
  });

  it('still stands where that was refused, or happened before', () => {
    expect(removedAt(started, refused(terminated))).toEqual([[instance, undefined]]);
    expect(removedAt(started, { ...terminated, eventTime: at(-5) })).toEqual([[instance, undefined]]);
  });

  it('runs on without its role', () => {
    const freed = {
      ...inIreland('ec2:DisassociateIamInstanceProfile', 5, {}),
      responseElements: { iamInstanceProfileAssociation: { instanceId: instance } },
    };
    const { keepsDrawing, made } = investigated([started, freed]);
    expect(keepsDrawing).toEqual([]);
    expect(made[0]).not.toHaveProperty('removedAt');
  });
});

it('a function is gone only where it is in each account in which the thief made one of that name', () => {
  const made = createFunction(thief, at(0), 'resize', 'worker');
  const elsewhere = { ...createFunction(thief, at(1), 'resize', 'worker'), recipientAccountId: stranger };
  const deleted = inIreland('lambda:DeleteFunction', 5, { functionName: 'resize' });
  expect(removedAt(made, deleted)).toEqual([['resize', time(5)]]);
  expect(removedAt(made, elsewhere, deleted).map(([, at]) => at)).toEqual([undefined, undefined]);
});
