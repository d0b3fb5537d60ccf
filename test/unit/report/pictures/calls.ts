import type { Timeline } from '#lib/investigation/investigation.ts';
import type { KeptCall } from '#lib/investigation/kept-call.ts';
import { key } from '../found.ts';

export const at = (text: string): number => Date.parse(text);
export const iso = (time: number): string => new Date(time).toISOString();

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A call with the lane that it is counted in. */
export interface Made {
  at: number;
  tactic: string;
  source: string;
  name: string;
  failed?: boolean;
  by?: string;
}

const kinds = {
  discovery: ['iam', 'ListUsers'],
  'initial access': ['sts', 'GetCallerIdentity'],
  persistence: ['iam', 'CreateUser'],
  'privilege escalation': ['iam', 'AttachUserPolicy'],
  'defense evasion': ['cloudtrail', 'StopLogging'],
  'credential access': ['secretsmanager', 'GetSecretValue'],
  collection: ['s3', 'GetObject'],
  impact: ['ec2', 'RunInstances'],
  Other: ['sqs', 'SendMessage'],
} as const;

export const made = (time: number, tactic: keyof typeof kinds, failed = false): Made => {
  const [source, name] = kinds[tactic];
  return { at: time, tactic, source, name, failed };
};

export const timelineOf = (calls: readonly Made[], step: number): Timeline => {
  const slotOf = (time: number): number => Math.floor(time / (step * second)) * step * second;
  const times = calls.map((call) => call.at);
  return {
    from: iso(slotOf(Math.min(...times))),
    to: iso(slotOf(Math.max(...times)) + step * second),
    step,
    lanes: [...Map.groupBy(calls, ({ tactic }) => tactic)].map(([tactic, mine]) => ({
      tactic,
      slots: [...Map.groupBy(mine, (call) => slotOf(call.at))]
        .sort(([one], [other]) => one - other)
        .map(([slot, inSlot]) => ({
          at: iso(slot),
          events: inSlot.length,
          failed: inSlot.filter(({ failed }) => failed).length,
        })),
    })),
  };
};

export const kept = ({ at: time, source, name, tactic, failed, by = key }: Made): KeptCall => ({
  at: iso(time),
  region: 'us-east-1',
  eventSource: `${source}.amazonaws.com`,
  eventName: name,
  by,
  ip: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  readOnly: null,
  errorCode: failed ? 'AccessDenied' : null,
  ...(tactic !== 'Other' && { tactic }),
});

/** Messages all day, and objects between them. */
export const workload = (
  from: number,
  to: number,
  every: number,
  failedFrom = Number.POSITIVE_INFINITY,
): Made[] => {
  const calls: Made[] = [];
  for (let time = from; time < to; time += every) {
    calls.push(made(time, 'Other', time >= failedFrom));
    if (calls.length % 7 === 0) calls.push(made(time + 2 * second, 'collection', time >= failedFrom));
  }
  return calls;
};

/** Two minutes and more of a thief who looks, takes, stays, hides and spends. */
export const theft = (from: number, failedFrom: number): Made[] => {
  const acts: [number, keyof typeof kinds, number, number][] = [
    [0, 'initial access', 1, 1],
    [4, 'discovery', 14, 2],
    [45, 'credential access', 6, 4],
    [75, 'persistence', 4, 7],
    [95, 'privilege escalation', 3, 5],
    [110, 'defense evasion', 3, 6],
    [120, 'collection', 20, 2],
    [140, 'impact', 14, 5],
    [180, 'discovery', 15, 4],
  ];
  return acts.flatMap(([start, tactic, number, every]) =>
    Array.from({ length: number }, (_, index) => {
      const time = from + (start + index * every) * second;
      return made(time, tactic, time >= failedFrom || (tactic === 'defense evasion' && index > 0));
    }),
  );
};
