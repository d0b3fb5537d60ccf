import { company } from '../scenario/company.ts';
import { callLog, timesInWords } from './call-log.ts';
import { notContained, notTold } from './incident-checks.ts';
import { leak } from './leak.ts';
import { heading, type Print, showAttempts, showSteps } from './show.ts';
import type { Stage } from './stage.ts';
import { type Attempt, refusedRightly, Thief } from './thief.ts';

const threeMinutes = 180_000;
/** A change of IAM takes 3 to 4 seconds to reach the data plane on AWS. Contain looks again after ten. */
export const untilPropagated = 15_000;

/** A key is stolen, used, found by GitHub and contained. @returns what went wrong */
export const theft = async (stage: Stage, print: Print): Promise<string[]> => {
  const key = stage.leakedKey;
  heading(print, `A thief has found the key ${key.accessKeyId} of ${company.leaks} in acme/shop`);
  const thief = new Thief(stage.aws.url, company.region, key);
  await thief.takeSessions();
  const before = await thief.attack();
  print(
    `${before.filter(({ allowed }) => allowed).length} of ${before.length} calls were allowed, with the key and two sessions that it issued.`,
  );
  print("(the drill's clock jumps 3 minutes ahead: CloudTrail shows these calls by now)");
  await stage.aws.clock.advance(threeMinutes);

  await containment(stage, print);
  const incident = await stage.incidentOf(key.accessKeyId);
  if (incident) {
    heading(print, `Incident ${incident.incidentId} is ${incident.status.toUpperCase()}`);
    showSteps(print, incident);
  }
  heading(print, 'The thief tries again');
  const after = await thief.attack();
  showAttempts(print, { before, after });
  return [
    ...(before.every(({ allowed }) => allowed)
      ? []
      : ['the thief was refused before the leak was reported: the drill proves nothing']),
    ...notContained(incident, key.accessKeyId),
    ...notTold(stage, incident),
    ...after.filter((attempt) => !refusedRightly(attempt)).map(wronglyAnswered),
  ];
};

const containment = async (stage: Stage, print: Print): Promise<void> => {
  heading(print, 'GitHub finds the key and delivers a signed webhook');
  const alert = leak(stage.github, stage.leakedKey);
  const log = callLog(print);
  const stop = stage.onFunctionCall(log.told);
  const status = await stage.deliver(alert);
  log.say('GitHub', `is answered ${status}`);
  await stage.aws.host.idle();
  log.flush();
  print("  (the drill's clock jumps 15 seconds ahead: the change is everywhere in AWS, contain looks again)");
  await stage.aws.clock.advance(untilPropagated);
  await stage.aws.host.idle();
  log.flush();
  stop();
  const times = timesInWords(log.times());
  if (times) print(times);
};

const wronglyAnswered = ({ credential, call, code }: Attempt): string =>
  `${call} with ${credential}: ${code ? `refused for the wrong reason (${code})` : 'still allowed'}`;
