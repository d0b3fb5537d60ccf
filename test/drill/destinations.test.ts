import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { leak, mayCloseAlerts, repository } from '#infra/local/drill/leak.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { againstSchema } from '#test/unit/destinations/described.ts';
import { chatOf, deny, listenOnBus, notedOf, publishIncident } from './elsewhere.ts';
import {
  firstMail,
  incidentsOf,
  newVictim,
  passes,
  setTheStageForContain,
  standingOf,
  stopped,
  subjectsOf,
  type Victim,
} from './helpers.ts';
import { deadLetters, shareStage } from './recording.ts';
import { post } from './webhooks.ts';

const shared = shareStage((options) =>
  setTheStageForContain({ ...options, destinations: { eventBus: true, github: true, chat: true } }),
);

let events: () => Record<string, unknown>[];
const mending: (() => Promise<void>)[] = [];

beforeAll(async () => {
  events = await listenOnBus(shared.stage);
});
afterEach(async () => {
  for (const mend of mending.splice(0)) await mend();
  mayCloseAlerts(shared.stage.github);
});

/** After this a message that failed is received again. */
const untilReceivedAgain = 361_000;

const leaked = async (): Promise<{ victim: Victim; alert: number; incidentId: string }> => {
  const { stage } = shared;
  const victim = await newVictim(stage);
  const alert = leak(stage.github, victim.key);
  expect(await stage.deliver(alert)).toBe(202);
  await stage.aws.host.idle();
  return { victim, alert, incidentId: `${victim.key.accessKeyId}-1` };
};

const resolutionOf = (alert: number) =>
  shared.stage.github.webhookPayload(repository, alert).alert.resolution;
const eventsAbout = (incidentId: string) =>
  events().filter(({ detail }) => (detail as { incidentId: string }).incidentId === incidentId);
const chatAbout = (incidentId: string) =>
  chatOf(shared.stage).filter(({ metadata }) => metadata.threadId === incidentId);

const isContainedAndMailedOnce = async (victim: Victim): Promise<void> => {
  expect(await standingOf(shared.stage, victim)).toEqual(stopped);
  expect(subjectsOf(shared.stage, victim).filter((subject) => subject === firstMail(victim))).toHaveLength(1);
};

const done = (destination: string, status = 'contained') => ({ destination, outcome: 'done', status });
const all = ['event-bus', 'github', 'chat'];

describe('an incident with other homes', () => {
  test('is told to each of them once, and to none of them as a signal', async () => {
    const { victim, alert, incidentId } = await leaked();
    await passes(shared.stage, 20_000);
    await isContainedAndMailedOnce(victim);
    expect(await notedOf(shared.stage, incidentId)).toEqual(all.map((each) => done(each)));
    const told = eventsAbout(incidentId);
    expect(told).toMatchObject([{ detail: { status: 'contained' } }]);
    expect(told.flatMap(againstSchema)).toEqual([]);
    expect(resolutionOf(alert)).toBe('revoked');
    expect(chatAbout(incidentId)).toHaveLength(1);
    expect(await incidentsOf(shared.stage, victim)).toMatchObject([{ signals: [{ source: 'github' }] }]);
    expect(deadLetters(shared.stage)).toEqual([]);
  });

  test('is told to them as restored, with its alert open again and the key left on', async () => {
    const { stage, webhookSecret } = shared;
    const { victim, alert, incidentId } = await leaked();
    const restore = (more: object) =>
      stage.aws.host.invoke('tourniquet-restore', { incidentId, reason: 'a drill', ...more });
    // Only we have closed the alert: nobody has looked at it.
    const refused = await restore({});
    expect(JSON.stringify(refused)).toContain('closed by us');
    await restore({ force: true });
    await stage.aws.host.idle();
    expect(await standingOf(stage, victim)).toEqual({ key: 'Active', denied: false });
    expect(await notedOf(stage, incidentId)).toEqual(all.map((each) => done(each, 'restored')));
    expect(eventsAbout(incidentId)).toMatchObject([
      { detail: { status: 'contained' } },
      { detail: { status: 'restored' } },
    ]);
    expect(chatAbout(incidentId)).toHaveLength(2);
    expect(resolutionOf(alert)).toBeNull();
    // GitHub tells of that as of any other that was opened again.
    const payload = stage.github.webhookPayload(repository, alert, 'reopened');
    expect((await post(stage, signedDelivery({ secret: webhookSecret, payload }))).status).toBe(202);
    await passes(stage, 20_000);
    expect(await standingOf(stage, victim)).toEqual({ key: 'Active', denied: false });
    expect(await incidentsOf(stage, victim)).toHaveLength(1);
  });

  test('is contained anew when somebody else opens the alert again', async () => {
    const { stage, webhookSecret } = shared;
    const { victim, alert, incidentId } = await leaked();
    await stage.aws.host.invoke('tourniquet-restore', { incidentId, reason: 'a drill', force: true });
    await passes(stage, 700_000);
    const payload = stage.github.webhookPayload(repository, alert, 'reopened');
    await post(stage, signedDelivery({ secret: webhookSecret, payload }));
    await passes(stage, 20_000);
    expect(await standingOf(stage, victim)).toEqual(stopped);
    expect(await incidentsOf(stage, victim)).toHaveLength(2);
  });
});

/** Each way in which another home fails, and how it is mended. */
const failures: Record<string, () => Promise<() => Promise<void>>> = {
  'event-bus': () => deny(shared.stage, publishIncident, 'events:PutEvents', '*'),
  github: async () => {
    const { github } = shared.stage;
    github.setInstallation({
      id: github.installationId,
      permissions: { metadata: 'read', secret_scanning_alerts: 'read', contents: 'read' },
    });
    // A token that was given before may still do it.
    github.revokeTokens();
    return async () => mayCloseAlerts(github);
  },
  chat: () => deny(shared.stage, publishIncident, 'sns:Publish', '*'),
};

describe('a home that fails', () => {
  test.each(Object.keys(failures))(
    '%s does no harm, is named, and is told when it is mended',
    async (name) => {
      const mend = await failures[name]?.();
      const { victim, alert, incidentId } = await leaked();
      await isContainedAndMailedOnce(victim);
      const noted = await notedOf(shared.stage, incidentId);
      expect(noted.filter(({ outcome }) => outcome === 'failed')).toEqual([
        expect.objectContaining({
          destination: name,
          reason: expect.stringMatching(/denied|not authorized|write/i),
        }),
      ]);
      expect(noted.filter(({ outcome }) => outcome === 'done')).toHaveLength(all.length - 1);
      await mend?.();
      await passes(shared.stage, untilReceivedAgain);
      expect(await notedOf(shared.stage, incidentId)).toEqual(all.map((each) => done(each)));
      expect(eventsAbout(incidentId)).toHaveLength(1);
      expect(chatAbout(incidentId)).toHaveLength(1);
      expect(resolutionOf(alert)).toBe('revoked');
      await isContainedAndMailedOnce(victim);
    },
  );

  test('and is never mended leaves its message where an alarm tells of it', async () => {
    mending.push(await deny(shared.stage, publishIncident, 'events:PutEvents', '*'));
    const { victim, incidentId } = await leaked();
    for (let receive = 1; receive <= 5; receive += 1) await passes(shared.stage, untilReceivedAgain);
    expect(deadLetters(shared.stage).map((body) => JSON.parse(body))).toEqual([
      { incidentId, state: expect.stringContaining('contained') },
    ]);
    await isContainedAndMailedOnce(victim);
  });

  test('because a reviewer must close the alert is said, and not tried again', async () => {
    const { github, aws, deployed } = shared.stage;
    github.addRepository('acme/reviewed');
    github.delegateDismissal('acme/reviewed');
    const victim = await newVictim(shared.stage);
    const alert = github.addAlert('acme/reviewed', { secret: victim.key.accessKeyId });
    const payload = github.webhookPayload('acme/reviewed', alert);
    await post(shared.stage, signedDelivery({ secret: shared.webhookSecret, payload }));
    await aws.host.idle();
    expect(await notedOf(shared.stage, `${victim.key.accessKeyId}-1`)).toContainEqual({
      destination: 'github',
      outcome: 'refused',
      status: 'contained',
      reason: expect.stringContaining('a reviewer must close the alert'),
    });
    expect(aws.sqs.messages(deployed.destinations?.incidentChangesQueueArn ?? '')).toEqual([]);
    await isContainedAndMailedOnce(victim);
  });

  test('because the queue on the way there is closed does no harm either, and the next look asks again', async () => {
    const { stage } = shared;
    const queueArn = stage.deployed.destinations?.incidentChangesQueueArn ?? '';
    const mend = await deny(stage, 'tourniquet-contain', 'sqs:SendMessage', queueArn);
    const { victim, incidentId } = await leaked();
    await isContainedAndMailedOnce(victim);
    expect(await notedOf(stage, incidentId)).toEqual([]);
    await mend();
    await passes(stage, 20_000);
    expect(await notedOf(stage, incidentId)).toEqual(all.map((each) => done(each)));
    await isContainedAndMailedOnce(victim);
  });
});

describe('who may do what', () => {
  /** As a function that was taken over would. */
  const asRole = (roleName: string) => {
    const { aws } = shared.stage;
    const roleArn = `arn:aws:iam::${aws.home.accountId}:role/${roleName}`;
    const credentials = aws.iam.issueServiceSession(roleArn, 'taken-over', 900);
    // The tests before have moved the clock by which it judges signatures.
    const systemClockOffset = aws.clock.now().getTime() - Date.now();
    return { endpoint: aws.url, region: aws.home.region, credentials, systemClockOffset, maxAttempts: 1 };
  };

  test('the function that tells them can put no scanner’s event on the bus', async () => {
    const { busArn } = shared.stage.deployed;
    const put = (DetailType: string) =>
      new EventBridgeClient(asRole(publishIncident)).send(
        new PutEventsCommand({
          Entries: [{ EventBusName: busArn, Source: 'tourniquet.incident', DetailType, Detail: '{}' }],
        }),
      );
    await expect(put('Leaked AWS Access Key')).rejects.toThrow(/not authorized/);
    await expect(put('Tourniquet Incident Changed')).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  test('nobody else can say on the bus that an incident is over, an administrator as little', async () => {
    const { aws, deployed } = shared.stage;
    const admin = await newVictim(shared.stage, { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    const client = new EventBridgeClient({ ...asRole(publishIncident), credentials: admin.key });
    const put = (Source: string) =>
      client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: deployed.busArn,
              Source,
              DetailType: 'Tourniquet Incident Changed',
              Detail: '{}',
            },
          ],
        }),
      );
    await expect(put('tourniquet.incident')).rejects.toThrow(/explicit deny/);
    await expect(put('acme.other')).resolves.toMatchObject({ FailedEntryCount: 0 });
    expect(aws.events.undelivered()).toEqual([]);
  });

  test.each([
    ['tourniquet-remind', false],
    ['tourniquet-contain', true],
  ])('%s may ask for an incident to be told: %s', async (roleName, may) => {
    const { aws, deployed } = shared.stage;
    const queueArn = deployed.destinations?.incidentChangesQueueArn ?? '';
    const send = new SQSClient(asRole(roleName)).send(
      new SendMessageCommand({
        QueueUrl: aws.sqs.queueUrl(queueArn),
        MessageBody: '{"incidentId":"none","state":"x"}',
      }),
    );
    await expect(
      send.then(
        () => true,
        () => false,
      ),
    ).resolves.toBe(may);
  });
});
