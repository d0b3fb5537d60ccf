import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { callOf } from '#lib/investigation/lineage/call.ts';
import { surelyOthers } from '#lib/investigation/surely-others.ts';
import { type Caller, roleSession, service, user } from '#test/fixtures/cloudtrail/callers.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, leaked, second, thief, third } from './lineage.ts';
import { recordsStand } from './live-trail.ts';
import { awsError, cloudTrail, testTrail } from './world.ts';

const now = new Date(at(90));
const anHourAgo = new Date(at(30));
const justBegun = { creationDate: at(80) };

/** Tells of callers in one look, of which only the leaked key is known to be of the lineage. */
const telling = (records: Json[], refuse?: Parameters<typeof recordsStand>[1], from = at(-600)) => {
  const asked = recordsStand(records, refuse);
  const isOther = surelyOthers(
    {
      from: new Date(from),
      to: now,
      regions: ['eu-west-1', 'us-east-1'],
      isOfLineage: (id) => id === leaked,
    },
    testTrail(),
  );
  return { asked, isOther: (by: Caller) => isOther(callOf(record(by, 'iam:DetachUserPolicy', at(85)))) };
};

const fresh = (id: string, name = 'a') => roleSession('deploy', name, id, justBegun);
const issue = (by: Caller, id: string) => assumeRole(by, id, at(80), { role: 'deploy', session: 'a' });
const usedBefore = (by: Caller) => record(by, 'iam:ListUsers', at(1));

describe('a caller is surely another', () => {
  it.each<[string, Caller]>([
    ['that is a service', service('cloudformation.amazonaws.com')],
    ['whose session began an hour ago', roleSession('deploy', 'a', second, { creationDate: at(30) })],
  ])('%s, and nobody is asked', async (_, by) => {
    const { isOther, asked } = telling([]);
    expect(await isOther(by)).toBe(true);
    expect(asked).toEqual([]);
  });

  it('whose key was in use an hour ago', async () => {
    const { isOther, asked } = telling([usedBefore(colleague)]);
    expect(await isOther(colleague)).toBe(true);
    expect(await isOther(colleague)).toBe(true);
    expect(asked).toHaveLength(2);
    expect(cloudTrail.calls()[0]?.args[0].input).toMatchObject({ EndTime: anHourAgo });
  });

  it('whose session goes back to such a one', async () => {
    const records = [usedBefore(colleague), issue(colleague, second), issue(fresh(second), third)];
    const { isOther } = telling(records);
    expect(await isOther(fresh(third))).toBe(true);
  });
});

describe('a caller may be of the lineage', () => {
  it.each<[string, Caller, Json[]]>([
    ['that is', thief, []],
    ['whose key nobody has seen an hour ago', user('new', 'AKIAT3SKF7WXYNEWUSER'), []],
    ['whose session began just now, and nothing tells who issued it', fresh(first), []],
    ['whose session one of the lineage issued', fresh(first), [issue(thief, first)]],
    ['whose session goes back to one that nothing is known of', fresh(third), [issue(fresh(second), third)]],
    [
      'whose session another was refused',
      fresh(first),
      [refused(issue(colleague, first)), usedBefore(colleague)],
    ],
  ])('%s', async (_, by, records) => {
    expect(await telling(records).isOther(by)).toBe(false);
  });

  it('where CloudTrail cannot be asked', async () => {
    const { isOther } = telling([usedBefore(colleague)], () => awsError('AccessDeniedException'));
    expect(await isOther(colleague)).toBe(false);
  });

  it('where less than an hour is looked at', async () => {
    const { isOther, asked } = telling([usedBefore(colleague)], undefined, at(60));
    expect(await isOther(colleague)).toBe(false);
    expect(asked).toEqual([]);
  });

  it('beyond ten whom CloudTrail was asked about', async () => {
    const callers = Array.from({ length: 11 }, (_, number) =>
      user(`u${number}`, `AKIAT3SKF7WXYUSER${number + 100}`),
    );
    const { isOther } = telling(callers.map(usedBefore));
    const told: boolean[] = [];
    for (const by of callers) told.push(await isOther(by));
    expect(told).toEqual([...Array<boolean>(10).fill(true), false]);
  });
});
