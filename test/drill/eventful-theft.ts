import { leak, repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { Thief } from '#infra/local/drill/thief.ts';
import { workFor } from '#infra/local/drill/workload.ts';
import type { Fault } from '#infra/local/faults.ts';
import { company } from '#infra/local/scenario/company.ts';
import { type Day, invoke, post, quoting } from './eventful-drill.ts';
import { hour, pauses } from './following.ts';
import { passes } from './helpers.ts';
import { laterLook } from './recording.ts';

const daysOfWork = 5;

/** A thief takes and makes what outlives the key, works with it, is contained, and is followed for a day. */
export const theft = async (day: Day): Promise<Thief> => {
  const { stage, webhookSecret } = day;
  const { aws, github, leakedKey } = stage;
  // So that the thief's calls can be told from the workload's, and what came from them is contained unasked.
  await workFor(aws, leakedKey, daysOfWork);
  const thief = new Thief(aws.url, company.region, leakedKey, () => aws.clock.now());
  await thief.takeSessions();
  await thief.spread(aws);
  await thief.attack();
  // The trail shows it by then, with the credentials of the sessions in it: the investigation reads them.
  await aws.clock.advance(180_000);
  await post(day, github.webhookPayload(repository, leak(github, leakedKey)), webhookSecret);
  await passes(stage, laterLook);
  await thief.attack();
  await followed(stage, thief);
  return thief;
};

/** Two looks, in which services fail and quote what they were asked; in each there is something new to tell. */
const followed = async (stage: Stage, thief: Thief): Promise<void> => {
  const { aws } = stage;
  const effect = quoting(thief.sessions[0]?.sessionToken ?? '');
  const failing: Fault[] = [
    { service: 'cloudtrail', region: company.region, effect },
    { service: 'sns', operation: 'Publish', effect },
  ];
  for (const [look, fault] of failing.entries()) {
    if (look === 0) thief.drawInstanceRole(aws);
    await thief.attack();
    const injected = aws.faults.inject(fault);
    await passes(stage, pauses[look] ?? 0);
    injected.remove();
  }
};

/**
 * All that was held is given back, with what came from the key. Then the looks of the other investigations are left: to
 * follow the thief to the end would take half a minute more.
 */
export const restOfTheDay = async (day: Day): Promise<void> => {
  const { stage } = day;
  const { accessKeyId, secretAccessKey } = stage.leakedKey;
  await invoke(day, 'tourniquet-restore', { accessKeyId, reason: `with ${secretAccessKey}`, force: true });
  await passes(stage, 24 * hour);
};
