import { afterAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { Fault } from '#infra/local/faults.ts';
import { assumedBy, leakedOf, minute, setTheFollowedStage, thiefWith, untilLook } from './following.ts';
import { passes, reports } from './helpers.ts';
import { mailsOf, type Told, toldSince } from './told.ts';

const stages: Stage[] = [];
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const timeout = 120_000;

/** A leak of which the thief took one session, up to the first look. `mails`: those of the investigation so far. */
const lookedAt = async (fault: Fault): Promise<{ stage: Stage; session: KeyPair; mails(): Told[] }> => {
  const stage = await setTheFollowedStage();
  stages.push(stage);
  const session = await assumedBy(thiefWith(stage, stage.leakedKey), 'deployment', 'night-shift');
  await passes(stage, 3 * minute);
  stage.aws.faults.inject(fault);
  const told = toldSince(stage);
  await reports.guardduty(stage, leakedOf(stage));
  await stage.aws.host.idle();
  const mails = () => mailsOf(told()).filter(({ subject }) => !subject.startsWith('Contained'));
  return { stage, session, mails };
};

const expectFound = async (stage: Stage, { accessKeyId }: KeyPair, mail: Told | undefined): Promise<void> => {
  expect(mail?.message).toMatch(new RegExp(`stopped +${accessKeyId} `));
  expect(await stage.incidentOf(accessKeyId)).toMatchObject({ status: 'contained' });
};

const denied = { kind: 'error', status: 403, code: 'AccessDeniedException' } as const;
const lookups = { service: 'cloudtrail', operation: 'LookupEvents' } as const;

describe.concurrent('what cannot be read', () => {
  it('of a Region is named first, all others are told, and silence is not proved', { timeout }, async () => {
    const unread = { ...lookups, region: 'sa-east-1', effect: denied };
    const { stage, session, mails } = await lookedAt(unread);
    const [first, ...more] = mails();
    expect(more).toEqual([]);
    expect(first?.subject).toContain('INCOMPLETE');
    expect(first?.message.split('\n')[0]).toMatch(/^INCOMPLETE: sa-east-1 could not be read: .*AccessDenied/);
    await expectFound(stage, session, first);
    await untilLook(stage, 0, 4);
    const last = mails().at(-1);
    expect(last?.subject).toContain('silence NOT PROVED');
    expect(last?.message).toMatch(/^SILENCE NOT PROVED: /);
    expect(last?.message.split('\n').slice(0, 8).join('\n')).toMatch(/NOT read: sa-east-1 \(.*AccessDenied/);
  });

  it('because AWS does not say which Regions there are is named as well', { timeout }, async () => {
    const unknown = { service: 'ec2', operation: 'DescribeRegions', effect: denied };
    const { stage, session, mails } = await lookedAt(unknown);
    const [first] = mails();
    expect(first?.message.split('\n')[0]).toMatch(
      /^INCOMPLETE: opt-in-regions .*DescribeRegions.*AccessDenied/,
    );
    await expectFound(stage, session, first);
  });
});

describe.concurrent('throttling of every Region for a while', () => {
  it('leaves nothing out, and the mail says so', { timeout }, async () => {
    const times = 51;
    const { stage, session, mails } = await lookedAt({ ...lookups, times, effect: { kind: 'throttle' } });
    const throttled = stage.aws.calls.filter(
      ({ operation, outcome }) => operation === lookups.operation && outcome === 'ThrottlingException',
    );
    expect(throttled.length).toBeGreaterThanOrEqual(times);
    expect(new Set(throttled.map(({ region }) => region)).size).toBe(17);
    const [first] = mails();
    expect(first?.message).toMatch(/\n {2}Read to the end: 17 Regions, /);
    expect(first?.message).not.toContain('INCOMPLETE');
    await expectFound(stage, session, first);
  });
});
