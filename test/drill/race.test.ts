import { DetachUserPolicyCommand, type IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientsFor } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { type Attempt, refusedRightly, Thief } from '#infra/local/drill/thief.ts';
import { company } from '#infra/local/scenario/company.ts';
import {
  beforesOf,
  contain,
  denyAll,
  incidentsOf,
  newVictim,
  passes,
  reports,
  rightBefores,
  secondMail,
  setTheStageForContain,
  standingOf,
  stopped,
  subjectsOf,
  type Victim,
} from './helpers.ts';

// As on AWS: for four seconds after a change of IAM everybody else still sees what stood before it.
const propagationDelay = 4_000;
const late = 3_900;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

type Move = (iam: IAMClient, victim: Victim) => Promise<unknown>;

const detach: Move = (iam, { userName }) =>
  iam.send(new DetachUserPolicyCommand({ UserName: userName, PolicyArn: denyAll }));
const switchOn: Move = (iam, { userName, key: { accessKeyId } }) =>
  iam.send(new UpdateAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId, Status: 'Active' }));

interface Fight {
  what: string;
  moves: Move[];
  /** After how many of contain's first read-backs he strikes at once. */
  readBacks: number;
  /** Whether he strikes when the window is about to close. */
  late: boolean;
}

const both = [detach, switchOn];
const fights: Fight[] = [
  { what: 'detaches the deny right after the read-back', moves: [detach], readBacks: 1, late: false },
  { what: 'switches the key on right after the read-back', moves: [switchOn], readBacks: 1, late: false },
  { what: 'does both right after the read-back', moves: both, readBacks: 1, late: false },
  { what: 'detaches the deny 3.9 s later', moves: [detach], readBacks: 0, late: true },
  { what: 'does both 3.9 s later', moves: both, readBacks: 0, late: true },
  { what: 'does both at once and again 3.9 s later', moves: both, readBacks: 1, late: true },
  { what: 'does both after each of the first three read-backs', moves: both, readBacks: 3, late: false },
];

/** What came of a thief's move: `ok`, or AWS's error code. */
const play = async (move: Move, iam: IAMClient, victim: Victim): Promise<string> => {
  try {
    await move(iam, victim);
    return 'ok';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.name;
  }
};

const reads = ['GetUser', 'ListAccessKeys', 'ListAttachedUserPolicies'];

/** Calls back each time when `contain` has changed the user and read all of it back. */
const onReadBack = ({ aws }: Stage, { userName }: Victim, callback: () => void): (() => void) => {
  let left = 0;
  return aws.trail.onRecord(({ eventName, userIdentity, requestParameters, errorCode }) => {
    if (!userIdentity.arn?.includes(contain) || requestParameters?.['userName'] !== userName) return;
    if (/^(Update|Attach)/.test(eventName) && !errorCode) left = reads.length;
    else if (left > 0 && reads.includes(eventName)) {
      left -= 1;
      if (left === 0) callback();
    }
  });
};

describe('a thief who fights back while IAM is late', () => {
  const outcomes = new Map<
    Fight,
    { victim: Victim; struck: string[]; before: Attempt[]; after: Attempt[] }
  >();
  let stage: Stage;

  beforeAll(async () => {
    // Time stands still while the functions work, however busy the machine is: it passes where it is moved.
    vi.useFakeTimers({ toFake: ['Date'] });
    stage = await setTheStageForContain({ propagationDelay });
    const thieves = await Promise.all(fights.map((fight) => enter(fight)));
    await Promise.all(thieves.map(({ victim }) => reports.guardduty(stage, victim)));
    await passes(stage, late);
    await Promise.all(thieves.map(({ fight, strike }) => (fight.late ? strike() : undefined)));
    // Four looks, ten seconds apart.
    await passes(stage, 60_000);
    for (const { fight, thief } of thieves) await finish(fight, thief);
  });
  afterAll(async () => {
    vi.useRealTimers();
    await stage.close();
  });

  const enter = async (fight: Fight) => {
    const victim = await newVictim(stage, { policyArn: administrator });
    await stage.aws.clock.advance(propagationDelay);
    const thief = new Thief(stage.aws.url, company.region, victim.key);
    await thief.takeSessions();
    const struck: string[] = [];
    outcomes.set(fight, { victim, struck, before: await thief.attack(), after: [] });
    const { iam } = clientsFor(stage.aws.url, company.region, victim.key);
    const strike = async () => {
      struck.push(...(await Promise.all(fight.moves.map((move) => play(move, iam, victim)))));
    };
    let readBacks = 0;
    onReadBack(stage, victim, () => {
      readBacks += 1;
      if (readBacks <= fight.readBacks) void stage.aws.host.activity.during(strike);
    });
    return { fight, victim, thief, strike };
  };

  const finish = async (fight: Fight, thief: Thief): Promise<void> => {
    outcomes.get(fight)?.after.push(...(await thief.attack()));
  };

  it.each(fights)('$what: loses', async (fight) => {
    const { victim, struck, before, after } = outcomes.get(fight) ?? expect.fail('he was not there');
    // Without these two the rest would prove nothing.
    expect(before.filter(({ allowed }) => !allowed)).toEqual([]);
    const strikes = fight.moves.length * (fight.readBacks + (fight.late ? 1 : 0));
    expect(struck).toHaveLength(strikes);
    expect(struck.filter((code) => code !== 'ok' && code !== 'NoSuchEntityException')).toEqual([]);
    expect(struck.filter((code) => code === 'ok').length).toBeGreaterThan(0);

    expect(after).toHaveLength(before.length);
    expect(after.filter((attempt) => !refusedRightly(attempt))).toEqual([]);
    expect(await standingOf(stage, victim)).toEqual(stopped);
    const incidents = await incidentsOf(stage, victim);
    expect(incidents.map(({ status }) => status)).toEqual(['contained']);
    expect(beforesOf(incidents)).toEqual([rightBefores({})]);
    expect(subjectsOf(stage, victim)).toContainEqual(expect.stringContaining(secondMail(victim)));
  });
});
