import { afterEach, describe, expect, test } from 'vitest';
import { leak, repository } from '#infra/local/drill/leak.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { company } from '#infra/local/scenario/company.ts';
import { type EventSource, eventSources } from '#lib/signal/queue-message.ts';
import { standingOf, stopped } from './helpers.ts';
import { arePublishedThere, published, publishedWebhook } from './published-events.ts';
import {
  deadLetters,
  emptyDeadLetters,
  expectNothingMutated,
  type Holder,
  newHolder,
  settle,
  shareStage,
  waiting,
  watch,
} from './recording.ts';
import { hostileText, sourceEvents, wrongValues } from './source-events.ts';
import { post } from './webhooks.ts';

const shared = shareStage();
const { accountId } = company;

afterEach(() => emptyDeadLetters(shared.stage));

/** A quarantine names no key: its user is denied and the key stays as it is. */
const endOf = (source: EventSource) => (source === 'quarantine' ? { key: 'Active', denied: true } : stopped);

const incidentOf = async ({ userName }: Holder) =>
  (await shared.stage.incidents()).filter(({ principal }) => principal?.name === userName);

describe('an event of each source, from where its source puts it', () => {
  test.for(eventSources.filter((source) => source !== 'quarantine'))(
    '%s ends as contained',
    async (source) => {
      const { stage } = shared;
      const holder = await newHolder(stage);
      await stage.emit(source, sourceEvents[source](holder, stage.aws.clock.now()));
      await settle(stage);
      expect(await standingOf(stage, holder)).toEqual(endOf(source));
      expect(await incidentOf(holder)).toMatchObject([{ status: 'contained', signals: [{ source }] }]);
      expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
    },
  );

  test('the quarantine that AWS attaches itself, in any version, ends as a denied user with its keys listed', async () => {
    const { stage } = shared;
    for (const version of ['', 'V2', 'V3', 'V4']) {
      const holder = await newHolder(stage);
      await stage.aws.quarantine(accountId, holder.userName, version);
      await settle(stage);
      expect(await standingOf(stage, holder), version).toEqual(endOf('quarantine'));
      expect(await incidentOf(holder)).toMatchObject([
        { status: 'contained', accessKeyId: null, alsoStopped: [holder.key.accessKeyId] },
      ]);
    }
  });
});

test("a custom action of Security Hub that is another team's is none of ours", async () => {
  const { stage } = shared;
  const holder = await newHolder(stage);
  const event = sourceEvents.securityhub(holder, stage.aws.clock.now());
  const resources = [`arn:aws:securityhub:${company.region}:${accountId}:action/custom/open-ticket`];
  const seen = await watch(stage, () => stage.emit('securityhub', { ...event, resources }));
  expectNothingMutated(seen);
  expect([seen.opened, seen.told, waiting(stage)]).toEqual([[], [], []]);
});

describe('a payload that others published', () => {
  test('is replayed where it is at hand', () => {
    const replayed = arePublishedThere ? Object.keys(published).length + 1 : 0;
    console.log(`${replayed} published payloads of 5 sources are replayed to their end state`);
    expect(replayed).toBe(arePublishedThere ? 5 : 0);
  });

  test.for(Object.keys(published) as (keyof typeof published)[])(
    'of %s, about a key of ours, ends as contained',
    async (source, { skip }) => {
      if (!arePublishedThere) return skip();
      const { stage } = shared;
      const holder = await newHolder(stage);
      const { accessKeyId } = holder.key;
      await stage.emit(source, published[source]({ accountId, accessKeyId, userName: holder.userName }));
      await settle(stage);
      expect(await standingOf(stage, holder)).toEqual(endOf(source));
      expect(await incidentOf(holder)).toMatchObject([{ status: 'contained', signals: [{ source }] }]);
    },
  );

  test('of GitHub, about an alert of ours, ends as contained', async ({ skip }) => {
    if (!arePublishedThere) return skip();
    const { stage } = shared;
    const holder = await newHolder(stage);
    const payload = publishedWebhook(leak(stage.github, holder.key), stage.github.installationId);
    const { status } = await post(stage, signedDelivery({ secret: shared.webhookSecret, payload }));
    expect(status).toBe(202);
    await settle(stage);
    expect(await standingOf(stage, holder)).toEqual(stopped);
    expect(await incidentOf(holder)).toMatchObject([
      { status: 'contained', signals: [{ source: 'github', id: expect.stringContaining(repository) }] },
    ]);
  });
});

type Detail = Record<string, unknown>;

/** The field without which nothing can be done, and how to put something else there. */
const decisive: Record<
  EventSource,
  readonly [field: RegExp, set: (detail: Detail, value: unknown) => Detail]
> = {
  guardduty: [/event\.detail\.accountId/, (detail, value) => ({ ...detail, accountId: value })],
  health: [
    /event\.detail\.affectedEntities\.0\.entityValue/,
    (detail, value) => ({ ...detail, affectedEntities: [{ entityValue: value }] }),
  ],
  quarantine: [
    /event\.detail\.requestParameters\.userName/,
    (detail, value) => ({
      ...detail,
      requestParameters: { ...(detail['requestParameters'] as Detail), userName: value },
    }),
  ],
  securityhub: [/event\.detail\.findings/, (detail, value) => ({ ...detail, findings: value })],
  scanner: [/event\.detail\.accessKeyId/, (detail, value) => ({ ...detail, accessKeyId: value })],
};

describe('an event whose decisive field', () => {
  const cases = eventSources.flatMap((source) =>
    Object.entries(wrongValues).map(([what, value]) => [what, source, value] as const),
  );

  test.for(cases)(
    'is %s, from %s, changes nothing and pages with the name of the field',
    async ([, source, value]) => {
      const { stage } = shared;
      const holder = await newHolder(stage);
      const event = sourceEvents[source](holder, stage.aws.clock.now());
      const [field, set] = decisive[source];
      const seen = await watch(stage, () =>
        stage.emit(source, { ...event, detail: set(event.detail, value) }),
      );
      expectNothingMutated(seen);
      expect(seen.opened).toEqual([]);
      expect(seen.told).toMatchObject([{ topic: 'pages', subject: expect.stringMatching(/^DEAD LETTERS/) }]);
      expect(seen.told[0]?.message).toMatch(field);
      expect(seen.told[0]?.message).not.toMatch(hostileText);
      expect(deadLetters(stage)).toHaveLength(1);
      expect(waiting(stage)).toEqual([]);
    },
  );
});
