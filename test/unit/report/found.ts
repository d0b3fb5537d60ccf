import type { Principal } from '#lib/incident/incident.ts';
import type { ActionCount, SourceCount } from '#lib/investigation/activity.ts';
import type { Coverage } from '#lib/investigation/coverage.ts';
import { type VerdictRule, verdictReasons } from '#lib/investigation/descendants/reasons.ts';
import type {
  Created,
  Investigation,
  KnownCredential,
  Touched,
  Verdict,
} from '#lib/investigation/investigation.ts';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import { type InvestigationMailContext, investigationMail } from '#lib/report/investigation-mail.ts';

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
export const context = {
  incidentId: `${key}-1`,
  containedAt: '2026-03-01T10:00:05.000Z',
  look: 0,
  nextLookAt: '2026-03-01T10:15:00.000Z',
};
export const bodyOf = (details: Partial<Investigation> = {}, about: InvestigationMailContext = context) =>
  investigationMail(found(details), about).body;
/** The lines of a section, as they stand below its title. */
export const sectionOf = (text: string, title: string): string[] => {
  const [, after = ''] = text.split(`${title}:\n`);
  return (after.split('\n\n')[0] ?? '').split('\n').map((line) => line.replace(/^ {2}/, ''));
};

export const role = (name: string): Principal => ({
  kind: 'role',
  name,
  arn: `arn:aws:iam::111122223333:role/${name}`,
});
export const user = (name: string): Principal => ({
  kind: 'user',
  name,
  arn: `arn:aws:iam::111122223333:user/${name}`,
});
export const verdict = (what: Verdict['what'], rule: VerdictRule, more: Partial<Verdict> = {}): Verdict => ({
  what,
  rule,
  why: verdictReasons[rule],
  ...more,
});
/** A session that the leaked key issued, unless told otherwise. */
export const issued = (id: string, more: Partial<KnownCredential> = {}): KnownCredential => ({
  id,
  kind: 'role-session',
  issuedBy: key,
  via: 'AssumeRole',
  issuedAt: first,
  principal: role('deploy'),
  sessionName: 'thief',
  certain: true,
  why: 'AssumeRole answered with its id',
  events: 0,
  ...more,
});
export const createdUser = (id: string, more: Partial<Created> = {}): Created => ({
  type: 'AWS::IAM::User',
  id,
  by: key,
  at: first,
  eventName: 'CreateUser',
  region: 'us-east-1',
  ...more,
});
export const trustPolicy: Touched = {
  kind: 'trust policy',
  id: 'admin',
  by: key,
  at: last,
  eventName: 'UpdateAssumeRolePolicy',
  region: 'us-east-1',
  review: 'aws iam get-role --role-name admin',
};
