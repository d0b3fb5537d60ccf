import type { Incident } from '#lib/incident/incident.ts';
import { company } from '../scenario/company.ts';
import { aDay } from './a-day.ts';
import { callLog, timesInWords } from './call-log.ts';
import { notContained, notTold } from './incident-checks.ts';
import { heading, type Print, showAttempts, showSteps } from './show.ts';
import { type Report, reports, type SourceName } from './sources.ts';
import type { Stage } from './stage.ts';
import { type Attempt, refusedRightly, Thief } from './thief.ts';
import { workFor } from './workload.ts';

const threeMinutes = 180_000;
/** So long the rightful owner has worked with the key before it leaks. */
const daysOfWork = 10;
/** A change of IAM takes 3 to 4 seconds to reach the data plane on AWS. Contain looks again after ten. */
export const untilPropagated = 15_000;

const lookingAgain =
  "(the drill's clock jumps 15 seconds ahead: the change is everywhere in AWS, contain looks again)";

/** A key is stolen, used, reported and contained. @returns what went wrong */
export const theft = async (stage: Stage, print: Print, source: SourceName): Promise<string[]> => {
  const key = stage.leakedKey;
  const widely = source === 'github';
  const ofWorkload = widely ? await workFor(stage.aws, key, daysOfWork) : [];
  heading(print, `A thief has found the key ${key.accessKeyId} of ${company.leaks} in acme/shop`);
  const thief = new Thief(stage.aws.url, company.region, key, () => stage.aws.clock.now());
  await thief.takeSessions();
  if (widely) await thief.spread(stage.aws);
  const before = await thief.attack();
  print(
    `${before.filter(({ allowed }) => allowed).length} of ${before.length} calls were allowed, with the key and ${thief.sessions.length} credentials that came from it.`,
  );
  if (widely) tellSpread(print, thief);
  print("(the drill's clock jumps 3 minutes ahead: CloudTrail shows these calls by now)");
  await stage.aws.clock.advance(threeMinutes);

  await containment(stage, print, reports[source]);
  const byUser = source === 'quarantine' ? await onlyDenied(stage, print, thief) : [];
  const incident = await stage.incidentOf(key.accessKeyId);
  if (incident) {
    heading(print, `Incident ${incident.incidentId} is ${incident.status.toUpperCase()}`);
    showSteps(print, incident);
    for (const { what } of incident.stillOpen ?? []) print(`  still open: ${what}`);
  }
  heading(print, 'The thief tries again');
  const after = await thief.attack();
  showAttempts(print, { before, after });
  const followed = widely ? await aDay(stage, print, thief, ofWorkload) : [];
  return [
    ...byUser,
    ...(before.every(({ allowed }) => allowed)
      ? []
      : ['the thief was refused before the leak was reported: the drill proves nothing']),
    ...(widely ? onlyDrawing(incident, key.accessKeyId) : notContained(incident, key.accessKeyId)),
    ...followed,
    ...notTold(stage, incident),
    ...after.filter((attempt) => !refusedRightly(attempt)).map(wronglyAnswered),
  ];
};

const tellSpread = (print: Print, { made: { userName, instanceId } }: Thief): void => {
  print('It assumed role deployment and from there role backup, took a federation token, made the user');
  print(`${userName} with a key and a password, signed in, and started ${instanceId} with role shop-server.`);
};

// What keeps drawing new sessions keeps the incident open: a person has to stop it.
const onlyDrawing = (incident: Incident | undefined, accessKeyId: string): string[] =>
  incident?.status === 'partly-contained' && (incident.stillOpen?.length ?? 0) > 0
    ? incident.steps.flatMap(({ id, outcome }) => (outcome === 'done' ? [] : [`${id} is ${outcome}`]))
    : [
        ...notContained(incident, accessKeyId),
        `${accessKeyId}: the instance that the thief started draws new sessions, and the incident does not say so`,
      ];

const containment = async (
  stage: Stage,
  print: Print,
  { happens, report }: Report,
  short = false,
): Promise<void> => {
  heading(print, happens);
  const log = callLog(print, short);
  const stop = stage.onFunctionCall(log.told);
  const answered = await report(stage);
  if (answered) log.say('GitHub', answered.replace('GitHub ', ''));
  await stage.aws.host.idle();
  log.flush();
  if (!short) print(`  ${lookingAgain}`);
  await stage.aws.clock.advance(untilPropagated);
  await stage.aws.host.idle();
  log.flush();
  stop();
  const times = timesInWords(log.times());
  if (times) print(times);
};

// AWS names a user and no key: the user is denied, which holds the key as well, and no key is switched off until
// somebody names one. GitHub then does, and its alert joins the same incident.
const onlyDenied = async (stage: Stage, print: Print, thief: Thief): Promise<string[]> => {
  const { accessKeyId } = stage.leakedKey;
  const [incident, ...others] = await stage.incidents();
  if (incident) {
    heading(print, `Incident ${incident.incidentId} is ${incident.status.toUpperCase()} (user denied)`);
    showSteps(print, incident);
  }
  const listed = isListed(stage, accessKeyId);
  const held = await thief.attack();
  const free = held.filter(({ allowed, message = '' }) => allowed || !/explicit deny/.test(message));
  const stopped = held.length - free.length;
  print(
    `${stopped} of ${held.length} calls of the thief are refused by the deny, and no key was switched off.`,
  );
  if (listed) print(`The mail lists the active keys of the user: ${accessKeyId}.`);
  await containment(stage, print, reports.github, true);
  const now = await stage.incidents();
  return [
    ...(others.length > 0 ? ['the quarantine opened more than one incident'] : []),
    ...(incident?.status === 'contained' && incident.accessKeyId === null
      ? []
      : [`the incident of the user is ${incident?.status}, about ${incident?.accessKeyId}`]),
    ...(incident?.steps.some(({ id }) => id === 'deactivate-key')
      ? ['a key was switched off that nobody had named']
      : []),
    ...(listed ? [] : [`no mail lists ${accessKeyId} as a key of the user`]),
    ...free.map(({ call, credential }) => `${call} with ${credential} was not held by the deny on the user`),
    ...(now.length === 1 ? [] : ['the alert about the key opened an incident of its own']),
  ];
};

const isListed = ({ aws, deployed }: Stage, accessKeyId: string): boolean =>
  aws.sns
    .mailbox(deployed.mailTopicArn)
    .some(({ subject = '', message }) => /^Contained: user/.test(subject) && message.includes(accessKeyId));

const wronglyAnswered = ({ credential, call, code }: Attempt): string =>
  `${call} with ${credential}: ${code ? `refused for the wrong reason (${code})` : 'still allowed'}`;
