import { CreateUserCommand } from '@aws-sdk/client-iam';
import type { Call } from '#infra/local/contract.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { Effect, FaultedCall } from '#infra/local/faults.ts';
import type { Incident } from '#lib/incident/incident.ts';
import {
  assumedBy,
  endOf,
  leakedOf,
  leftOnQueues,
  minute,
  pauses,
  setTheFollowedStage,
  thiefWith,
} from './following.ts';
import { passes, reports, untilRedelivered } from './helpers.ts';
import { type Told, toldSince } from './told.ts';

/** All that a followed leak has left behind, but for ids and times: two runs of the same leak leave the same. */
export interface Outcome {
  incidents: object[];
  /** What people were told in the course of each look, in the order of the alphabet. */
  told: string[][];
  /** How the investigation ended. */
  end: unknown;
  /** Messages that nobody has handled. */
  left: string[];
}

const madeUser = 'support-desk';

/** A thief takes a session of a role, and makes a user. */
const steal = async (stage: Stage): Promise<void> => {
  const thief = thiefWith(stage, stage.leakedKey);
  await assumedBy(thief, 'deployment', 'night-shift');
  await thief.iam.send(new CreateUserCommand({ UserName: madeUser }));
};

/** What a look that was ended too soon needs to be begun again. */
const untilBegunAgain = 5_000;

/**
 * A whole leak, from the theft to the last look a day later.
 * @param disturb acts before each look
 * @param looks so many are waited for
 */
export const followedRun = async (
  disturb: (look: number, stage: Stage) => void,
  looks = pauses.length + 1,
): Promise<Outcome> => {
  const stage = await setTheFollowedStage();
  try {
    await steal(stage);
    await passes(stage, 3 * minute);
    const news = toldSince(stage);
    const told: Told[][] = [];
    for (let look = 0; look < looks; look++) {
      disturb(look, stage);
      if (look === 0) await reports.guardduty(stage, leakedOf(stage));
      await passes(stage, pauses[look - 1] ?? 0);
      await passes(stage, untilBegunAgain);
      told.push(news().slice(told.flat().length));
    }
    // What met a run that was at work on the same incident comes again.
    await passes(stage, untilRedelivered);
    const incidents = await stage.incidents();
    const plain = withoutIds(stage, incidents);
    return {
      incidents: incidents.map((incident) => plain(essence(incident))).sort(byText),
      told: told.map((each) => each.map((one) => textOf(plain(one))).sort()),
      end: plain(endOf(stage) ?? 'not yet'),
      left: leftOnQueues(stage),
    };
  } finally {
    await stage.close();
  }
};

// What began in the same second stands in the order of its ids, which are others each time.
const textOf = ({ topic, subject, message }: Told): string =>
  [topic, subject, ...message.split('\n').sort()].join('\n');

const byText = (one: object, other: object): number =>
  JSON.stringify(one).localeCompare(JSON.stringify(other));

const essence = ({
  incidentId,
  status,
  descendantOf,
  principal,
  reason,
  decidedBy,
  signals,
  steps,
}: Incident) => ({
  incidentId,
  status,
  descendantOf,
  principal: principal?.arn,
  reason,
  decidedBy,
  signals: signals.map(({ source, where }) => ({ source, where })),
  steps: steps.map(({ id, outcome, before }) => ({ id, outcome, before })),
});

// With and without the signs between the digits: the folder of a look is named by its time.
const times = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|\d{8}T\d{9}Z/g;

/** The same with names in place of the ids that AWS gives, and without times. */
const withoutIds = (stage: Stage, incidents: readonly Incident[]) => {
  const names = new Map<string, string>([[stage.leakedKey.accessKeyId, 'THE-KEY']]);
  for (const { accessKeyId, principal } of incidents)
    if (accessKeyId && !names.has(accessKeyId)) names.set(accessKeyId, `OF-${principal?.name}`);
  return <T>(value: T): T => {
    const text = JSON.stringify(value)
      .replace(times, 'T')
      .replaceAll('between T and T', 'at T')
      .replace(/\b[0-9a-f]{32}\b/g, 'FINDING')
      .replace(/\bA[KS]IA[A-Z0-9]{16}\b/g, (id) => names.get(id) ?? 'OF-THE-WORKLOAD');
    return JSON.parse(text);
  };
};

/** Strikes calls of one function, so many of those that fit, until it is stopped. */
export const strike = (
  { aws }: Stage,
  functionName: string,
  fits: { service: string; operation: string; after?: number; times: number },
  effect: Effect,
): { readonly struck: number; stop(): void } => {
  const { faults } = aws;
  const usual = faults.strike.bind(faults);
  let seen = 0;
  let struck = 0;
  let stopped = false;
  faults.strike = (call: FaultedCall) => {
    const effects = usual(call);
    const { caller } = call as FaultedCall & Call;
    const ours = caller.arn.includes(`:assumed-role/${functionName}/`);
    if (stopped || !ours || call.service !== fits.service || call.operation !== fits.operation)
      return effects;
    seen += 1;
    const { after = 0 } = fits;
    if (seen <= after || seen > after + fits.times) return effects;
    struck += 1;
    return [...effects, effect];
  };
  return {
    get struck() {
      return struck;
    },
    stop: () => {
      stopped = true;
    },
  };
};
