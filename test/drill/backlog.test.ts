import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { SeedAlert } from '#infra/local/github/seeds.ts';
import { newAccessKeyId, newSecret } from '#infra/local/iam/access-key-id.ts';
import { company } from '#infra/local/scenario/company.ts';
import { changesBetween, planned } from './account-changes.ts';
import { accountState } from './account-state.ts';
import { notesAbout, setTheStageForContain } from './helpers.ts';
import { keyIsOff, type LeakingUser, newUser, tries } from './leaking.ts';
import { mailsOf, pagesOf, type Told, toldSince } from './told.ts';

const { accountId } = company;
const day = 24 * 3_600_000;
const [live, deleted, foreign, sessions, secrets] = [20, 150, 80, 30, 20];

describe('300 old alerts of every kind, polled at the first start under the rules that are shipped', () => {
  let stage: Stage;
  let users: LeakingUser[];
  let waiting: string[];
  let notOurs: string[];

  /** An alert that was open for a month before anything was deployed. */
  const old = (alert: SeedAlert): void => {
    const createdAt = new Date(stage.aws.clock.now().getTime() - 30 * day);
    stage.github.addAlert(repository, { createdAt, ...alert });
  };
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

  beforeAll(async () => {
    stage = await setTheStageForContain({ rules: {} });
    users = await Promise.all(times(live, () => newUser(stage)));
    waiting = [
      ...users.map(({ key }) => key.accessKeyId),
      ...times(deleted, () => newAccessKeyId('AKIA', accountId)),
      ...times(sessions, () => newAccessKeyId('ASIA', accountId)),
    ];
    notOurs = times(foreign, () => newAccessKeyId('AKIA', '998877665544'));
    for (const secret of [...waiting, ...notOurs]) old({ secret });
    for (let count = 0; count < secrets; count++)
      old({ secret: newSecret(), secretType: 'aws_secret_access_key' });
  });
  afterAll(() => stage.close());

  const invoke = async (name: string, event: unknown) => {
    const { payload, functionError } = await stage.aws.host.invoke(`tourniquet-${name}`, event);
    expect(functionError, payload).toBeUndefined();
    return JSON.parse(payload);
  };

  it('change nothing, and give one mail and one page', { timeout: 120_000 }, async () => {
    const before = await accountState(stage.aws);
    const told = toldSince(stage);
    expect(await invoke('poll-github', {})).toEqual({
      deliveries: 0,
      alerts: 300,
      enqueued: 300,
      skipped: 0,
      left: [],
    });
    await stage.aws.host.idle();
    expect(told()).toEqual([]);
    await stage.aws.clock.advance(15 * 60_000);
    await stage.aws.host.idle();
    await invoke('remind', {});
    expect(await accountState(stage.aws)).toEqual(before);
    expect(
      told()
        .map(({ topic, subject }: Told) => `${topic}: ${subject}`)
        .toSorted(),
    ).toEqual([
      `mail: NOT CONTAINED: ${waiting.length + secrets} older leaks wait for your decision`,
      `pages: NOT CONTAINED: ${waiting.length + secrets} older leaks wait for your decision`,
    ]);
    const [mail] = mailsOf(told());
    expect(waiting.filter((id) => !mail?.message.includes(id))).toEqual([]);
    // The others are told of in the morning, and nobody is woken about them.
    expect(notOurs.filter((id) => mail?.message.includes(id))).toEqual([]);
    for (const id of notOurs.slice(0, 3))
      expect(await notesAbout(stage, id)).toMatchObject([{ kind: 'not-ours' }]);
  });

  it('are not brought or told a second time', { timeout: 60_000 }, async () => {
    const told = toldSince(stage);
    expect(await invoke('poll-github', {})).toMatchObject({ alerts: 300, enqueued: 0, skipped: 300 });
    await stage.aws.host.idle();
    await invoke('remind', {});
    expect(mailsOf(told())).toEqual([]);
    expect(pagesOf(told())).toEqual([]);
  });

  it('and one command contains those that can be, changing what a plan says and nothing else', {
    timeout: 120_000,
  }, async () => {
    const before = await accountState(stage.aws);
    for (let left = 1, runs = 0; left > 0 && runs < 10; runs++) {
      ({ left } = await invoke('contain', { backlog: true }));
      await stage.aws.host.idle();
    }
    const expected = users.flatMap(({ userName, key }) => [
      planned.keyOff(userName, key.accessKeyId),
      planned.denied(userName),
    ]);
    expect(changesBetween(before, await accountState(stage.aws)).toSorted()).toEqual(expected.toSorted());
    for (const { key } of users) expect(await tries(stage, key)).toMatchObject(keyIsOff);
  });
});
