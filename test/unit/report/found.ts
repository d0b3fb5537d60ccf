import type { ActionCount, SourceCount } from '#lib/investigation/activity.ts';
import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import { investigationMail } from '#lib/report/investigation-mail.ts';

export const key = 'AKIATOURNIQUETTEST01';
export const first = '2026-03-01T09:00:00.000Z';
export const last = '2026-03-01T10:00:00.000Z';

export const action = (details: Partial<ActionCount> = {}): ActionCount => ({
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  region: 'us-east-1',
  readOnly: true,
  events: 30,
  failed: 0,
  first,
  last,
  ...details,
});
export const source = (details: Partial<SourceCount> = {}): SourceCount => ({
  ip: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  events: 37,
  first,
  last,
  ...details,
});
/** Rows of calls and the things that they made, as an investigation tells them. */
export const made = (kind: string, eventName: string, things: Partial<MadeThing>[], eventSource = 'iam') => {
  const call = { eventSource: `${eventSource}.amazonaws.com`, eventName, region: 'us-east-1' };
  const number = things.length;
  return {
    action: action({ ...call, readOnly: false, events: number, made: { kind, number } }),
    things: things.map((thing): MadeThing => ({ kind, id: 'x', at: first, ...call, ...thing })),
  };
};
export const foundMade = (...parts: ReturnType<typeof made>[]): Partial<Investigation> => ({
  actions: parts.map((part) => part.action),
  made: parts.flatMap(({ things }) => things),
});
export const row = (region: string, reason?: string): Coverage => ({
  region,
  source: 'lookup-events',
  complete: reason === undefined,
  events: 0,
  oldest: null,
  newest: null,
  ...(reason === undefined ? {} : { reason }),
});

export const found = (details: Partial<Investigation> = {}): Investigation => ({
  accessKeyId: key,
  window: { from: '2025-12-01T10:10:00.000Z', to: '2026-03-01T10:10:00.000Z' },
  coverage: [row('us-east-1'), row('eu-west-1')],
  credentials: [
    {
      id: key,
      kind: 'access-key',
      issuedBy: null,
      via: null,
      issuedAt: null,
      principal: null,
      certain: true,
      why: '',
      events: 37,
      firstUsed: first,
      lastUsed: last,
    },
  ],
  events: 37,
  failed: 5,
  lastSucceeded: '2026-03-01T09:59:00.000Z',
  actions: [
    action(),
    action({
      eventName: 'CreateAccessKey',
      readOnly: false,
      region: 'eu-west-1',
      events: 7,
      failed: 5,
      made: { kind: 'access key', number: 2 },
    }),
  ],
  created: [],
  sessions: [],
  made: [],
  techniques: [],
  sources: [source()],
  notes: [],
  ...details,
});

export const unused = { events: 0, failed: 0, lastSucceeded: null, actions: [], sources: [] };
export const context = { incidentId: `${key}-1`, containedAt: '2026-03-01T10:00:05.000Z' };
export const bodyOf = (details: Partial<Investigation> = {}, about = context) =>
  investigationMail(found(details), about).body;
