import { expect } from 'vitest';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { newAccessKeyId } from '#infra/local/iam/access-key-id.ts';
import { company } from '#infra/local/scenario/company.ts';
import { passes, untilLookedAgain } from '#test/drill/helpers.ts';
import { newUser } from '#test/drill/leaking.ts';
import { mailsOf, pagesOf, toldSince } from '#test/drill/told.ts';
import { ask, type Story } from './story.ts';

const quarterOfAnHour = 15 * 60_000;
const day = 24 * 3_600_000;

/** A month-old alert of a live key is found by polling, waits for a person, is told, and contained by command. */
const backlog = async (stage: Stage): Promise<void> => {
  const { key } = await newUser(stage);
  const createdAt = new Date(stage.aws.clock.now().getTime() - 30 * day);
  stage.github.addAlert(repository, { secret: key.accessKeyId, createdAt });
  const told = toldSince(stage);
  expect(await ask(stage, 'poll-github', {})).toMatchObject({ enqueued: 1 });
  await stage.aws.host.idle();
  expect(await stage.incidentOf(key.accessKeyId)).toMatchObject({ status: 'observed' });
  await stage.aws.clock.advance(quarterOfAnHour);
  await ask(stage, 'remind', {});
  for (const one of [mailsOf(told()), pagesOf(told())])
    expect(one.map(({ subject }) => subject)).toContainEqual(expect.stringMatching(/older leak/));
  await ask(stage, 'contain', { backlog: true });
  await passes(stage, untilLookedAgain);
  expect(await stage.incidentOf(key.accessKeyId)).toMatchObject({ status: 'contained' });
  expect(await ask(stage, 'poll-github', {})).toMatchObject({ enqueued: 0 });
};

/** Nobody acknowledges a page until it was sent again. */
const pagedAgain = async (stage: Stage): Promise<void> => {
  const accessKeyId = newAccessKeyId('ASIA', company.accountId);
  const told = toldSince(stage);
  await stage.emit('scanner', scannerEvent({ accessKeyId }));
  await passes(stage, untilLookedAgain);
  const pages = () => pagesOf(told()).filter(({ subject }) => subject.includes(accessKeyId));
  expect(pages()).toHaveLength(1);
  await stage.aws.clock.advance(quarterOfAnHour);
  await ask(stage, 'remind', {});
  expect(pages()).toHaveLength(2);
  await ask(stage, 'remind', { acknowledge: accessKeyId, by: 'alice' });
  await stage.aws.clock.advance(quarterOfAnHour);
  await ask(stage, 'remind', {});
  expect(pages()).toHaveLength(2);
};

/** What nobody can understand is kept for people, and told. */
const notUnderstood = async (stage: Stage): Promise<void> => {
  const { signalsQueueArn, deadLettersQueueArn } = stage.deployed;
  const before = stage.aws.sqs.messages(deadLettersQueueArn).length;
  stage.aws.sqs.send(signalsQueueArn, '{"kind":"of-nothing"}');
  await stage.aws.host.idle();
  expect(stage.aws.sqs.messages(deadLettersQueueArn)).toHaveLength(before + 1);
};

/** Lambda refuses the source of a function whose role may not read it. */
const fed = async (stage: Stage): Promise<void> => {
  const queues = {
    'tourniquet-contain': stage.deployed.signalsQueueArn,
    'tourniquet-publish-incident': stage.deployed.destinations?.incidentChangesQueueArn ?? '',
  };
  for (const [name, queueArn] of Object.entries(queues)) stage.aws.host.addSqsSource(name, { queueArn })();
};

/** What is invoked as an event and fails three times. */
const givenUp =
  (folder: string) =>
  async (stage: Stage): Promise<void> => {
    const letters = () => stage.aws.sqs.messages(stage.deployed.deadLettersQueueArn).length;
    const before = letters();
    const { aws } = stage;
    const effect = { kind: 'error', status: 400, code: 'ResourceNotFoundException' } as const;
    const fault = aws.faults.inject({ service: 'secretsmanager', effect });
    aws.host.submit(`tourniquet-${folder}`, { incidentId: 'no incident', 'no field': true });
    for (const seconds of [1, 61, 121]) await passes(stage, seconds * 1_000);
    fault.remove();
    expect(letters()).toBe(before + 1);
  };

export const storiesOfRounds: Story[] = [
  { name: 'the backlog', play: backlog },
  { name: 'a page that nobody acknowledges', play: pagedAgain },
  { name: 'a message that nobody understands', play: notUnderstood },
  { name: 'queues that feed functions', play: fed },
  ...['contain', 'restore', 'revoke-sessions', 'remind', 'poll-github'].map((folder) => ({
    name: `an event that ${folder} fails at`,
    play: givenUp(folder),
  })),
];
