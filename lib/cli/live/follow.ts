import { dynamoClient } from '#lib/aws/clients.ts';
import { stateOf } from '#lib/containment/mail.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { now, sleep } from '#lib/platform/clock.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';

/** The deployed incidents. */
export const incidentsOf = ({ deployment }: DeployedSystem): DynamoIncidentStore =>
  new DynamoIncidentStore(dynamoClient(), deployment.tableArn.split('/').at(-1) ?? '');

const between = 500;

/** Asks until the answer is there. @returns undefined when it is not in time @throws the reason of the signal */
export const eventually = async <T>(
  seconds: number,
  ask: () => Promise<T | undefined>,
  signal?: AbortSignal,
): Promise<T | undefined> => {
  const end = now().getTime() + seconds * 1000;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined || now().getTime() >= end) return answer;
    await sleep(between);
  }
};

/** Statuses with which an incident says that nothing more will be done to the key. */
const leftAlone: readonly string[] = ['observed', 'protected', 'not-ours'];

export const isLeftAlone = ({ status }: Incident): boolean => leftAlone.includes(status);

/** The incident of a key once it says `contained` or that nothing will be done; else what it is at last. */
export const followIncident = async (
  store: DynamoIncidentStore,
  accessKeyId: string,
  seconds: number,
  signal: AbortSignal,
): Promise<Incident | undefined> => {
  let last: Incident | undefined;
  await eventually(
    seconds,
    async () => {
      last = await store.find(accessKeyId);
      return last && (last.status === 'contained' || isLeftAlone(last)) ? last : undefined;
    },
    signal,
  );
  return last;
};

/** Whether the mail about what the incident is now went out: it is marked once SNS has taken it. */
export const wasMailed = async (
  store: DynamoIncidentStore,
  incident: Incident,
  seconds: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const mark = `mail:${stateOf(incident)}`;
  const mailed = await eventually(
    seconds,
    async () => (await store.marked(incident.incidentId, mark)) || undefined,
    signal,
  );
  return mailed === true;
};
