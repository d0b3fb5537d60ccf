import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leak } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { accountState } from './account-state.ts';
import { passes, setTheStageForContain } from './helpers.ts';

const alerts = 300;
const poll = 'tourniquet-poll-github';
const remind = 'tourniquet-remind';
const contain = 'tourniquet-contain';
const fiveMinutes = 300_000;

/** Long after these alerts: as if Tourniquet were deployed at the end of the hour. */
const deployedLater = () => new Date(Date.now() + 3_600_000).toISOString();

describe(`the first poll, where ${alerts} old alerts are open`, () => {
  let stage: Stage;
  const keyIds: string[] = [];
  beforeAll(async () => {
    stage = await setTheStageForContain({ environment: { TOURNIQUET_DEPLOYED_AT: deployedLater() } });
    for (let user = 0; user < alerts / 2; user++) {
      const UserName = `old-${user}`;
      await stage.aws.administer('iam', 'CreateUser', { UserName });
      for (const _ of ['first', 'second']) {
        const key = await newKey(UserName, stage.aws.administer);
        keyIds.push(key.accessKeyId);
        leak(stage.github, key);
      }
    }
  });
  afterAll(() => stage.close());

  const invoke = async (name: string, event: unknown) => {
    const { payload, functionError } = await stage.aws.host.invoke(name, event);
    expect(functionError, payload).toBeUndefined();
    return JSON.parse(payload);
  };
  const mails = () => stage.aws.sns.mailbox(stage.deployed.mailTopicArn);
  const pages = () => stage.aws.sns.mailbox(stage.deployed.pagesTopicArn);

  it('gives one digest, one page and no containment', { timeout: 180_000 }, async () => {
    const before = await accountState(stage.aws);
    expect(await invoke(poll, {})).toMatchObject({ alerts, enqueued: alerts, left: [] });
    await stage.aws.host.idle();
    expect(await accountState(stage.aws)).toEqual(before);
    const incidents = await stage.incidents();
    expect(incidents).toHaveLength(alerts);
    expect(new Set(incidents.map(({ status, decidedBy }) => `${status} ${decidedBy}`))).toEqual(
      new Set(['observed backlog']),
    );
    expect([mails().length, pages().length]).toEqual([0, 0]);
    // More of them may come: it is told once nothing has for ten minutes.
    for (let round = 0; round < 4; round++) {
      await invoke(remind, {});
      await passes(stage, fiveMinutes);
    }
    expect(mails()).toHaveLength(1);
    expect(pages()).toHaveLength(1);
    expect(pages()[0]?.subject).toMatch(new RegExp(`^NOT CONTAINED: ${alerts} `));
    expect(pages()[0]?.message).toContain('contain --backlog');
    expect(keyIds.filter((id) => !mails()[0]?.message.includes(id))).toEqual([]);
  });

  it('brings nothing twice', { timeout: 60_000 }, async () => {
    expect(await invoke(poll, {})).toMatchObject({ enqueued: 0 });
  });

  it('is followed by one command that contains them all', { timeout: 300_000 }, async () => {
    let left = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 10 && left > 0; run++) {
      ({ left } = await invoke(contain, { backlog: true }));
      await stage.aws.host.idle();
    }
    expect(left).toBe(0);
    const incidents = await stage.incidents();
    expect(new Set(incidents.map(({ status }) => status))).toEqual(new Set(['contained']));
  });
});
