import { UpdateLoginProfileCommand } from '@aws-sdk/client-iam';
import { afterAll, describe, expect, it } from 'vitest';
import { clientsFrom } from '#infra/local/drill/clients-from.ts';
import type { Stage, StageOptions } from '#infra/local/drill/stage.ts';
import { attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { buildsPlace, buildsSession, workFor } from '#infra/local/drill/workload.ts';
import { company } from '#infra/local/scenario/company.ts';
import { accountState } from './account-state.ts';
import {
  alice,
  assumedBy,
  leakedOf,
  minute,
  newRole,
  setTheFollowedStage,
  slowAws,
  thiefWith,
} from './following.ts';
import { noLimits, passes, reports, setTheStage } from './helpers.ts';
import { mailsOf, pagesOf, toldSince } from './told.ts';

const stages: Stage[] = [];
const kept = (stage: Stage): Stage => {
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const timeout = 120_000;
const newStage = async (options: Partial<StageOptions> = {}) => kept(await setTheFollowedStage(options));

describe.concurrent('a key of a pipeline', () => {
  it('leaves the sessions of the pipeline working, old and new, and none of the thief', {
    timeout,
  }, async () => {
    const stage = kept(await setTheStage(slowAws));
    const { aws, leakedKey } = stage;
    const ofWorkload = new Set(await workFor(aws, leakedKey, 30));
    const build = (pair: typeof leakedKey) =>
      clientsFrom({ ...buildsPlace, now: () => aws.clock.now() }, aws.url, company.region, pair);
    const live = await assumedBy(build(leakedKey), 'deployment', buildsSession);
    ofWorkload.add(live.accessKeyId);
    await passes(stage, 2 * minute);
    const thief = thiefWith(stage, leakedKey);
    const stolen = await assumedBy(thief, 'deployment', 'night-shift');
    await passes(stage, 2 * minute);
    await reports.guardduty(stage, leakedOf(stage));
    await passes(stage, 6 * minute);
    expect(await attempt('the build', listBuckets, build(live))).toMatchObject({ allowed: true });
    expect(await attempt('the thief', listBuckets, thiefWith(stage, stolen))).toMatchObject({
      allowed: false,
    });
    const incidents = await stage.incidents();
    expect(incidents.filter(({ accessKeyId }) => ofWorkload.has(accessKeyId ?? ''))).toEqual([]);
    expect(incidents.map(({ accessKeyId }) => accessKeyId).sort()).toEqual(
      [leakedKey.accessKeyId, stolen.accessKeyId].sort(),
    );
  });
});

describe.concurrent('a thief who takes fourteen roles', () => {
  it('has ten of them contained, and four wait for one command', { timeout }, async () => {
    const stage = await newStage();
    const names = Array.from({ length: 14 }, (_, index) => `production-${index}`);
    for (const name of names) newRole(stage, name);
    await passes(stage, 5_000);
    const thief = thiefWith(stage, stage.leakedKey);
    const sessions = [];
    for (const name of names) sessions.push(await assumedBy(thief, name, 'night-shift'));
    await passes(stage, 3 * minute);
    const told = toldSince(stage);
    await reports.guardduty(stage, leakedOf(stage));
    await passes(stage, 15_000);
    const statuses = await Promise.all(sessions.map(({ accessKeyId }) => stage.incidentOf(accessKeyId)));
    expect(statuses.filter((incident) => incident?.status === 'contained')).toHaveLength(10);
    expect(statuses.filter((incident) => incident === undefined)).toHaveLength(4);
    const waiting = sessions.filter((_, index) => statuses[index] === undefined);
    const report = mailsOf(told()).find(({ subject }) => subject.startsWith('Leaked key'));
    const command = report?.message.split('\n').find((line) => line.includes('investigate')) ?? '';
    for (const { accessKeyId } of waiting) {
      expect(report?.message).toMatch(new RegExp(`waiting for you +${accessKeyId} `));
      expect(command).toContain(` --also ${accessKeyId}`);
    }
    expect(command).toContain(`investigate ${stage.leakedKey.accessKeyId} --contain `);
  });
});

describe.concurrent('observe mode', () => {
  const leak = async (rules: StageOptions['rules']) => {
    const stage = await newStage({ rules: { ...noLimits, ...rules } });
    const session = await assumedBy(thiefWith(stage, stage.leakedKey), 'deployment', 'night-shift');
    await passes(stage, 3 * minute);
    const changes: string[] = [];
    stage.aws.trail.onRecord(({ eventSource, eventName, readOnly, userIdentity }) => {
      const ours = userIdentity.arn?.includes(':assumed-role/tourniquet-');
      if (ours && eventSource === 'iam.amazonaws.com' && !readOnly) changes.push(eventName);
    });
    return { stage, session, changes, before: await accountState(stage.aws), told: toldSince(stage) };
  };

  it('changes nothing, and tells what the key did and what came from it', { timeout }, async () => {
    const { stage, session, changes, before, told } = await leak({
      modes: [{ source: 'guardduty', mode: 'observe' }],
    });
    await reports.guardduty(stage, leakedOf(stage));
    await passes(stage, 6 * minute);
    expect(changes).toEqual([]);
    expect(await accountState(stage.aws)).toEqual(before);
    const [first, report] = mailsOf(told());
    expect(first?.message).toMatch(/^OBSERVED\. .* the key may still work\./);
    expect(report?.message).toContain('Nothing was contained: the rules say to observe only.');
    expect(report?.message).toMatch(new RegExp(`observed only +${session.accessKeyId} `));
  });

  it('of what came from a leak lists it, and changes nothing of it', { timeout }, async () => {
    const { stage, session, changes, told } = await leak({ modes: [{ source: 'lineage', mode: 'observe' }] });
    await reports.guardduty(stage, leakedOf(stage));
    await passes(stage, 6 * minute);
    expect(changes.sort()).toEqual(['AttachUserPolicy', 'UpdateAccessKey']);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'observed' });
    const report = mailsOf(told()).find(({ subject }) => subject.startsWith('Leaked key'));
    expect(report?.message).toMatch(new RegExp(`observed only +${session.accessKeyId} `));
  });
});

describe.concurrent('a protected user whose password the thief has set', () => {
  it('is left alone, and the page names it in its first line', { timeout }, async () => {
    const stage = await newStage({
      rules: {
        ...noLimits,
        protected: [{ principal: alice.arn, reason: 'break glass', until: '2030-01-01T00:00:00Z' }],
      },
    });
    const { iam } = thiefWith(stage, stage.leakedKey);
    await iam.send(
      new UpdateLoginProfileCommand({ UserName: alice.userName, Password: `Night-${crypto.randomUUID()}` }),
    );
    await passes(stage, 3 * minute);
    const told = toldSince(stage);
    await reports.guardduty(stage, leakedOf(stage));
    await passes(stage, 15_000);
    const [page] = pagesOf(told());
    expect(page?.subject).toMatch(/^PROTECTED/);
    expect(page?.message.split('\n')[0]).toContain('alice');
  });
});
