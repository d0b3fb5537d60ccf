import { afterEach, describe, expect, test } from 'vitest';
import { deny, notedOf, publishIncident } from './elsewhere.ts';
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
import { containFunction, deadLetters, shareStage } from './recording.ts';

const shared = shareStage((options) =>
  setTheStageForContain({
    ...options,
    destinations: { opsCenter: true, securityHub: true, htmlMail: true },
  }),
);

const mending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const mend of mending.splice(0)) await mend();
});

/** After this a message that failed is received again. */
const untilReceivedAgain = 361_000;

const contained = async (): Promise<{ victim: Victim; incidentId: string }> => {
  const { aws } = shared.stage;
  const victim = await newVictim(shared.stage);
  const { accessKeyId } = victim.key;
  await aws.host.invoke(containFunction, { accessKeyId, reason: 'a drill' });
  await aws.host.idle();
  return { victim, incidentId: `${accessKeyId}-1` };
};

const isContainedAndMailedOnce = async (victim: Victim): Promise<void> => {
  expect(await standingOf(shared.stage, victim)).toEqual(stopped);
  expect(subjectsOf(shared.stage, victim).filter((subject) => subject === firstMail(victim))).toHaveLength(1);
};

const itemsOf = (incidentId: string) =>
  shared.stage.aws.ssm
    .opsItems()
    .filter(({ OperationalData }) => OperationalData['tourniquet-incident']?.Value === incidentId);
const findingsOf = (incidentId: string) =>
  shared.stage.aws.securityHub.findings().filter(({ Id }) => Id === `tourniquet/${incidentId}`);
const mailsOf = (victim: Victim) =>
  shared.stage.aws.ses.mailbox().filter(({ subject }) => subject.includes(victim.key.accessKeyId));

const done = (destination: string, status = 'contained') => ({ destination, outcome: 'done', status });
const all = ['ops-center', 'security-hub', 'html-mail'];

describe('an incident with homes in AWS', () => {
  test('has an OpsItem, a finding and an HTML mail, each once', async () => {
    const { victim, incidentId } = await contained();
    await passes(shared.stage, 20_000);
    await isContainedAndMailedOnce(victim);
    expect(await notedOf(shared.stage, incidentId)).toEqual(all.map((each) => done(each)));
    expect(itemsOf(incidentId)).toMatchObject([
      { Status: 'Open', Severity: '3', Category: 'Security', Title: firstMail(victim) },
    ]);
    expect(findingsOf(incidentId)).toMatchObject([
      { RecordState: 'ACTIVE', Severity: { Label: 'MEDIUM' }, Title: firstMail(victim) },
    ]);
    expect(mailsOf(victim)).toMatchObject([
      { subject: firstMail(victim), html: expect.stringContaining('no longer works') },
    ]);
    expect(deadLetters(shared.stage)).toEqual([]);
  });

  test('is no second leak by the finding that Security Hub sends to everybody', async () => {
    const { stage } = shared;
    const mend = await deny(stage, containFunction, 'iam:UpdateAccessKey', '*');
    mending.push(mend);
    const { victim, incidentId } = await contained();
    await passes(stage, 20_000);
    expect(findingsOf(incidentId)).toMatchObject([{ Severity: { Label: 'HIGH' }, RecordState: 'ACTIVE' }]);
    const [incident] = await incidentsOf(stage, victim);
    expect(incident?.signals.map(({ source }) => source)).toEqual(['manual']);
    expect(deadLetters(stage)).toEqual([]);
  });

  test('is closed there when it is restored', async () => {
    const { incidentId } = await contained();
    const { aws } = shared.stage;
    await aws.host.invoke('tourniquet-restore', { incidentId, reason: 'a drill', force: true });
    await aws.host.idle();
    expect(await notedOf(shared.stage, incidentId)).toEqual(all.map((each) => done(each, 'restored')));
    expect(itemsOf(incidentId)).toMatchObject([{ Status: 'Resolved', Severity: '4' }]);
    expect(findingsOf(incidentId)).toMatchObject([
      { RecordState: 'ARCHIVED', Severity: { Label: 'INFORMATIONAL' } },
    ]);
  });
});

const actions = {
  'ops-center': 'ssm:CreateOpsItem',
  'security-hub': 'securityhub:BatchImportFindings',
  'html-mail': 'ses:SendEmail',
} as const;

describe('a home in AWS that fails', () => {
  test.each(Object.entries(actions))(
    '%s does no harm, is named, and is told when it is mended',
    async (name, action) => {
      const mend = await deny(shared.stage, publishIncident, action, '*');
      mending.push(mend);
      const { victim, incidentId } = await contained();
      await isContainedAndMailedOnce(victim);
      const noted = await notedOf(shared.stage, incidentId);
      expect(noted.filter(({ outcome }) => outcome === 'failed')).toEqual([
        expect.objectContaining({ destination: name, reason: expect.stringMatching(/not authorized/) }),
      ]);
      expect(noted.filter(({ outcome }) => outcome === 'done')).toHaveLength(all.length - 1);
      await mend();
      mending.pop();
      await passes(shared.stage, untilReceivedAgain);
      expect(await notedOf(shared.stage, incidentId)).toEqual(all.map((each) => done(each)));
      expect(itemsOf(incidentId)).toHaveLength(1);
      expect(findingsOf(incidentId)).toHaveLength(1);
      expect(mailsOf(victim)).toHaveLength(1);
    },
  );

  test('because Security Hub is off says so', async () => {
    const { aws } = shared.stage;
    aws.securityHub.disable(aws.home);
    const { victim, incidentId } = await contained();
    await isContainedAndMailedOnce(victim);
    expect(await notedOf(shared.stage, incidentId)).toContainEqual(
      expect.objectContaining({
        destination: 'security-hub',
        outcome: 'failed',
        reason: expect.stringContaining('not subscribed'),
      }),
    );
  });
});
