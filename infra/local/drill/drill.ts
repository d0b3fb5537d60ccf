import { randomBytes } from 'node:crypto';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { Incident } from '#lib/incident/incident.ts';
import { clientsFor, type KeyPair } from '../clients.ts';
import { company } from '../scenario/company.ts';
import { keepFiles } from './keep-files.ts';
import { guardDutyFinding, leak } from './leak.ts';
import { callLog, heading, type Print, showAttempts, stopwatch } from './show.ts';
import { type Stage, setStage } from './stage.ts';
import { refusedRightly, Thief } from './thief.ts';

export interface DrillOptions {
  print: Print;
  /** Folder for the mails and incidents. */
  folder: string;
  /** An IAM operation that shall fail inside the functions, `iam:UpdateAccessKey`: the drill must then fail. */
  breaks?: string | undefined;
}

export interface DrillResult {
  /** Why the drill failed; empty when containment was read back and every later attempt refused rightly. */
  problems: string[];
}

// A change of IAM takes 3 to 4 seconds to reach the data plane on AWS; CloudTrail minutes.
const propagationMilliseconds = 4_000;
const untilPropagated = 15_000;
const trailMilliseconds = 60_000;
const threeMinutes = 180_000;

/** Plays a leak from the first theft to the undo, on the embedded AWS and the bundled functions. */
export const runDrill = async ({ print, folder, breaks }: DrillOptions): Promise<DrillResult> => {
  const stage = await setStage(company, {
    propagationDelay: propagationMilliseconds,
    trailDelay: trailMilliseconds,
    webhookSecret: randomBytes(32).toString('hex'),
  });
  try {
    if (breaks) stage.breakOperation(breaks);
    const problems = [...(await theft(stage, print)), ...(await falseAlarm(stage, print))];
    await keepFiles(stage, folder);
    heading(print, problems.length === 0 ? 'The drill passed' : 'THE DRILL FAILED');
    for (const problem of problems) print(`  ${problem}`);
    print(`Mails and incidents: ${folder}`);
    return { problems };
  } finally {
    await stage.close();
  }
};

const theft = async (stage: Stage, print: Print): Promise<string[]> => {
  const key = stage.leakedKey;
  heading(print, `A thief has found the key ${key.accessKeyId} of ${company.leaks} in acme/shop`);
  const thief = new Thief(stage.aws.url, company.region, key);
  await thief.takeSessions();
  const before = await thief.attack();
  print(
    `${before.filter(({ allowed }) => allowed).length} of ${before.length} calls were allowed, with the key and two sessions that it issued.`,
  );
  await stage.aws.clock.advance(threeMinutes);

  heading(print, 'GitHub finds the key and delivers a signed webhook');
  const log = callLog(print, stopwatch());
  const stop = stage.onFunctionCall(log.told);
  const status = await stage.deliver(leak(stage.github, key));
  log.say('GitHub', `is answered ${status}`);
  await stage.aws.host.idle();
  log.say('(time)', 'fifteen seconds pass: the change has reached all of AWS, contain looks again');
  await stage.aws.clock.advance(untilPropagated);
  await stage.aws.host.idle();
  log.flush();
  stop();

  const incident = await stage.incidentOf(key.accessKeyId);
  showIncident(print, incident);
  heading(print, 'The thief tries again');
  const after = await thief.attack();
  showAttempts(print, before, after);
  const allowedBefore = before.every(({ allowed }) => allowed)
    ? []
    : ['the thief was refused before the leak was reported: the drill proves nothing'];
  const wrong = after.filter((attempt) => !refusedRightly(attempt));
  return [
    ...allowedBefore,
    ...notContained(incident, key.accessKeyId),
    ...wrong.map(
      ({ credential, call, code }) =>
        `${call} with ${credential}: ${code ? `refused for the wrong reason (${code})` : 'still allowed'}`,
    ),
  ];
};

const falseAlarm = async (stage: Stage, print: Print): Promise<string[]> => {
  const [key] = stage.keys['shop-backend'] ?? [];
  if (!key) throw new Error('the scenario has no user shop-backend with a key');
  heading(print, `A false alarm: GuardDuty reports the key ${key.accessKeyId} of shop-backend`);
  const works = () => canListBuckets(stage, key);
  const before = await works();
  const finding = { accessKeyId: key.accessKeyId, userName: 'shop-backend' };
  stage.aws.events.emit(
    company.accountId,
    company.region,
    guardDutyFinding(company.accountId, company.region, finding, stage.aws.clock.now()),
  );
  await stage.aws.host.idle();
  await stage.aws.clock.advance(untilPropagated);
  await stage.aws.host.idle();
  const incident = await stage.incidentOf(key.accessKeyId);
  const during = await works();
  const answer = await stage.aws.host.invoke('tourniquet-restore', {
    incidentId: incident?.incidentId ?? key.accessKeyId,
  });
  await stage.aws.clock.advance(untilPropagated);
  const after = await works();
  const restored = await stage.incidentOf(key.accessKeyId);
  print(
    `the workload: ${[before, during, after].map((allowed) => (allowed ? 'works' : 'is refused')).join(', then ')}`,
  );
  print(`the incident is ${restored?.status ?? 'missing'}`);
  return [
    ...(before ? [] : ['shop-backend could not work before the false alarm']),
    ...(during ? ['shop-backend was not stopped by the false alarm'] : []),
    ...notContained(incident, key.accessKeyId),
    ...(after && restored?.status === 'restored'
      ? []
      : [`shop-backend was not restored: ${JSON.stringify(answer)}`]),
  ];
};

const canListBuckets = async (stage: Stage, key: KeyPair): Promise<boolean> => {
  try {
    await clientsFor(stage.aws.url, company.region, key).s3.send(new ListBucketsCommand({}));
    return true;
  } catch (error) {
    if (error instanceof Error && '$metadata' in error) return false;
    throw error;
  }
};

const showIncident = (print: Print, incident: Incident | undefined): void => {
  if (!incident) return;
  heading(print, `Incident ${incident.incidentId} is ${incident.status.toUpperCase()}`);
  for (const step of incident.steps) {
    print(
      `  ${step.id.padEnd(16)} ${step.outcome.padEnd(8)} ${step.reason ?? `before: ${JSON.stringify(step.before)}`}`,
    );
  }
};

const notContained = (incident: Incident | undefined, accessKeyId: string): string[] => {
  if (!incident) return [`no incident was opened for ${accessKeyId}`];
  if (incident.status === 'contained') return [];
  return [`${incident.incidentId} is ${incident.status}: ${incident.reason}`];
};
