import type { KeyPair } from '../clients.ts';
import { company } from '../scenario/company.ts';
import { clientsFrom } from './clients-from.ts';
import { notContained } from './incident-checks.ts';
import { guardDutyFinding } from './leak.ts';
import { heading, type Print, showAttempts, showSteps } from './show.ts';
import type { Stage } from './stage.ts';
import { untilPropagated } from './theft.ts';
import { type Attempt, attempt, listBuckets, refusedRightly } from './thief.ts';
import { buildsPlace } from './workload.ts';

const userName = 'shop-backend';

/** A workload's key is contained for nothing, and put back. @returns what went wrong */
export const falseAlarm = async (stage: Stage, print: Print): Promise<string[]> => {
  const { aws } = stage;
  const [key] = stage.keys[userName] ?? [];
  if (!key) throw new Error(`the scenario has no user ${userName} with a key`);
  heading(print, `A false alarm: GuardDuty reports the key ${key.accessKeyId} of ${userName}`);
  const work = () =>
    attempt(
      'the key',
      listBuckets,
      clientsFrom({ ...buildsPlace, now: () => aws.clock.now() }, aws.url, company.region, key),
    );
  const before = await work();
  await report(stage, key);
  const incident = await stage.incidentOf(key.accessKeyId);
  const contained = await work();
  const request = { incidentId: incident?.incidentId ?? key.accessKeyId };
  const answer = await aws.host.invoke('tourniquet-restore', request);
  await aws.clock.advance(untilPropagated);
  const restored = await work();
  // The table names whose call it is; a refusal is judged as that of the key itself.
  const rows = { 'before the alarm': before, contained, restored };
  showAttempts(
    print,
    Object.fromEntries(
      Object.entries(rows).map(([name, made]) => [name, [{ ...made, credential: userName }]]),
    ),
    'works',
  );
  print(`Restored by invoking tourniquet-restore with ${JSON.stringify(request)}, as the mail says:`);
  const now = await stage.incidentOf(key.accessKeyId);
  if (now) showSteps(print, now);
  return [
    ...wrongWork(before, contained),
    ...notContained(incident, key.accessKeyId),
    ...(restored.allowed && now?.status === 'restored'
      ? []
      : [`${userName} was not restored: ${JSON.stringify(answer)}`]),
  ];
};

const report = async ({ aws }: Stage, { accessKeyId }: KeyPair): Promise<void> => {
  const { accountId, region } = company;
  const finding = guardDutyFinding(accountId, region, { accessKeyId, userName }, aws.clock.now());
  aws.events.emit(accountId, region, finding);
  await aws.host.idle();
  await aws.clock.advance(untilPropagated);
  await aws.host.idle();
};

const wrongWork = (before: Attempt, contained: Attempt): string[] => [
  ...(before.allowed ? [] : [`${userName} could not work before the false alarm: ${before.code}`]),
  ...(refusedRightly(contained)
    ? []
    : [
        contained.allowed
          ? `${userName} was not stopped by the false alarm`
          : `${userName} was refused for the wrong reason (${contained.code})`,
      ]),
];
