import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { MadeThings } from '#lib/investigation/made-things.ts';
import { actionOf, makings, makingTables } from '#lib/investigation/making.ts';
import { removings, removingTables } from '#lib/investigation/removing.ts';
import { apiName, readRecord } from '#lib/investigation/trail-record.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Case, Gone } from './making/case.ts';
import { cases } from './making/cases.ts';
import { pinnedKinds } from './making/pinned-kinds.ts';

const recordOf = (call: string, asked: Json | null, answered: Json | null, more: Json = {}) => {
  const [service = '', eventName = ''] = call.split(':');
  return readRecord({
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accessKeyId: 'AKIATOURNIQUETTEST01' },
    eventTime: '2026-03-01T10:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    requestParameters: asked,
    responseElements: answered,
    eventID: `event of ${call}`,
    ...more,
  });
};
const at = (minute: number): Json => ({ eventTime: `2026-03-01T11:0${minute}:00Z` });
const actionIn = (call: string): string => {
  const [service = '', eventName = ''] = call.split(':');
  return actionOf(`${service}.amazonaws.com`, apiName(eventName));
};

const thingsAfter = ([call, asked, answered]: Case, ...gone: Gone[]) => {
  const things = new MadeThings();
  things.add(recordOf(call, asked, answered));
  for (const [index, [name, request, response = null]] of gone.entries())
    things.add(recordOf(name, request, response, at(index)));
  return things.result();
};

/** The same record about another thing: every name in it is another one. */
const ofAnother = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value}-other`;
  if (Array.isArray(value)) return value.map(ofAnother);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ofAnother(each)]));
};

describe.each(cases.map((each) => [each[0], each] as const))('%s', (call, each) => {
  const [, asked, answered, told, ...gone] = each;

  it(`makes ${told}`, () => {
    const [thing, ...others] = thingsAfter(each);
    const whose = thing?.owner ? ` of ${thing.owner.kind} ${thing.owner.name}` : '';
    expect(`${thing?.kind} ${thing?.id}${whose}`).toBe(told);
    expect(thing?.type).toBe(makings.get(actionIn(call))?.type);
    expect(others).toEqual([]);
    expect(thing).not.toHaveProperty('removedAt');
    expect(JSON.stringify(thing)).not.toContain('not to be kept');
  });

  it('made nothing when it failed', () => {
    expect(recordOf(call, asked, answered, { errorCode: 'AccessDenied' }).made).toBeNull();
  });

  it.each(gone.map((one) => [one[0], one] as const))(
    'is taken away by %s, and by none of another',
    (_, one) => {
      const [name, request, response = null] = one;
      expect(thingsAfter(each, one)).toMatchObject([{ removedAt: '2026-03-01T11:00:00.000Z' }]);
      const other = [name, ofAnother(request), ofAnother(response)] as Gone;
      expect(thingsAfter(each, other)[0]).not.toHaveProperty('removedAt');
      const things = new MadeThings();
      things.add(recordOf(call, asked, answered));
      things.add(recordOf(name, request, response, { ...at(0), errorCode: 'AccessDenied' }));
      expect(things.result()[0]).not.toHaveProperty('removedAt');
    },
  );
});

describe('the tables', () => {
  it('are all tried here', () => {
    expect(new Set(cases.map(([call]) => actionIn(call)))).toEqual(new Set(makings.keys()));
    const gone = cases.flatMap(([, , , , ...all]) => all.map(([call]) => actionIn(call)));
    expect(new Set(gone)).toEqual(new Set(removings.keys()));
  });

  it('name every call once', () => {
    const calls = [makingTables, removingTables].map((tables) => Object.values(tables).flatMap(Object.keys));
    for (const names of calls) expect(names).toEqual([...new Set(names)]);
  });

  it('know the kinds and types that users know, in the order of mails', () => {
    const types = Map.groupBy(makings.values(), ({ kind }) => kind);
    const kinds = [...types].map(([kind, rows]) => [
      kind,
      ...new Set(rows.flatMap(({ type }) => type ?? [])),
    ]);
    expect(kinds).toEqual(pinnedKinds);
  });

  it('take away only kinds that something makes', () => {
    const made = new Set([...makings.values()].map(({ kind }) => kind));
    expect([...removings.values()].filter(({ kind }) => !made.has(kind))).toEqual([]);
  });

  // Reports tell sessions and tokens with the lineage, by these words.
  it('have words for mails: whole in their column, and of a session only what is one', () => {
    for (const [action, { kind }] of makings) {
      expect(inert(kind, 20)).toBe(kind);
      expect(/session|token/.test(kind)).toBe(action.startsWith('sts:'));
    }
  });

  it('have each kind in one piece, so that its rank is the same everywhere', () => {
    const kinds = [...makings.values()].map(({ kind }) => kind);
    const pieces = kinds.filter((kind, index) => kind !== kinds[index - 1]);
    expect(pieces.filter((kind, index) => pieces.indexOf(kind) !== index)).toEqual([]);
  });
});

describe('what a call made', () => {
  it.each<[string, string, Json | null, Json | null]>([
    ['a parameter that was written over', 'ssm:PutParameter', { name: '/a' }, { version: 7 }],
    [
      'a change set of a stack that stands',
      'cloudformation:CreateChangeSet',
      { stackName: 's', changeSetType: 'UPDATE' },
      null,
    ],
    ['a task without room', 'ecs:RunTask', { cluster: 'c' }, { tasks: [], failures: [{ reason: 'x' }] }],
    [
      'a certificate that was imported again',
      'acm:ImportCertificate',
      { certificateArn: 'arn:c' },
      { certificateArn: 'arn:c' },
    ],
    [
      'a DNS record that was deleted',
      'route53:ChangeResourceRecordSets',
      { changeBatch: { changes: [{ action: 'DELETE', resourceRecordSet: { name: 'a.' } }] } },
      null,
    ],
  ])('is not %s', (_, call, asked, answered) => {
    expect(recordOf(call, asked, answered).made).toBeNull();
  });

  it.each(['****', '***', 'HIDDEN_DUE_TO_SECURITY_REASONS', '<sensitiveDataRemoved>'])(
    'has no name where CloudTrail writes %s',
    (mask) => {
      const { made } = recordOf('ses:CreateEmailIdentity', { emailIdentity: mask }, null);
      expect(made).toEqual({ kind: 'email identity', type: 'AWS::SES::EmailIdentity', number: 1, ids: [] });
    },
  );

  it('is read however a service capitalises its names', () => {
    const { made } = recordOf('sagemaker:CreateModel', { ModelName: 'm' }, null);
    expect(made?.ids).toEqual(['m']);
    expect(recordOf('es:CreateDomain', null, { DomainStatus: { DomainName: 'd' } }).made?.ids).toEqual(['d']);
  });

  it('may be many things', () => {
    const item = [{ snapshotId: 'snap-1' }, { snapshotId: 'snap-2' }];
    const { made } = recordOf('ec2:CreateSnapshots', null, {
      CreateSnapshotsResponse: { snapshotSet: { item } },
    });
    expect(made).toMatchObject({ number: 2, ids: ['snap-1', 'snap-2'] });
  });
});

describe('what a call took away', () => {
  const standing = (each: Case, ...gone: Gone[]) =>
    expect(thingsAfter(each, ...gone)[0]).not.toHaveProperty('removedAt');
  const caseOf = (call: string): Case => cases.find(([name]) => name === call) ?? expect.fail(call);

  it.each<[string, string, Gone]>([
    [
      'a secret that is only put down for deletion',
      'secretsmanager:CreateSecret',
      ['secretsmanager:DeleteSecret', { secretId: 's' }, { name: 's' }],
    ],
    [
      'a policy of a group, taken from a user of the same name',
      'iam:AttachGroupPolicy',
      ['iam:DetachUserPolicy', { userName: 'g', policyArn: 'arn:aws:iam::111122223333:policy/p' }],
    ],
    [
      'the address of an alias',
      'lambda:CreateFunctionUrlConfig',
      ['lambda:DeleteFunctionUrlConfig', { functionName: 'f', qualifier: 'live' }],
    ],
    [
      'a permission of another function',
      'lambda:AddPermission20150331v2',
      ['lambda:RemovePermission20150331v2', { functionName: 'g', statementId: 'backdoor' }],
    ],
    [
      'a service of the same name in another cluster',
      'ecs:CreateService',
      ['ecs:DeleteService', { cluster: 'd', service: 's' }],
    ],
    [
      'a service whose removal names no cluster',
      'ecs:CreateService',
      ['ecs:DeleteService', { service: 's' }],
    ],
    [
      'a route that was taken from another table',
      'ec2:CreateRoute',
      ['ec2:DeleteRoute', { routeTableId: 'rtb-2', destinationCidrBlock: '0.0.0.0/0' }],
    ],
    [
      'a rule of another group than the one that was deleted',
      'ec2:AuthorizeSecurityGroupIngress',
      ['ec2:DeleteSecurityGroup', { groupId: 'sg-2' }],
    ],
  ])('is not %s', (_, call, gone) => standing(caseOf(call), gone));

  it('goes with what it stands in, and leaves the removal to that', () => {
    const rule = caseOf('ec2:AuthorizeSecurityGroupIngress');
    const things = new MadeThings();
    for (const [call, asked, answered] of [rule, caseOf('ec2:CreateSecurityGroup')])
      things.add(recordOf(call, asked, answered));
    things.add(recordOf('ec2:DeleteSecurityGroup', { groupId: 'sg-1' }, null, at(1)));
    expect(things.result().map(({ kind, removedAt }) => [kind, removedAt !== undefined])).toEqual([
      ['security group', true],
      ['ingress rule', true],
    ]);
  });
});

it('whatever a record holds, nothing is made by a call that failed, and names stay texts of a length', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const action = fc.constantFrom(...makings.keys(), ...removings.keys());
  const known = fc.constantFrom(...cases);
  fc.assert(
    fc.property(
      action,
      known,
      json,
      json,
      fc.string({ minLength: 1 }),
      (call, each, asked, answered, code) => {
        for (const [name, request, response] of [[call, asked, answered], each] as [string, Json, Json][]) {
          const failed = recordOf(name, request, response, { errorCode: code });
          expect([failed.made, failed.removed]).toEqual([null, null]);
        }
        const { made, removed } = recordOf(call, asked as Json, answered as Json);
        for (const id of [...(made?.ids ?? []), ...(removed?.ids ?? [])])
          expect(typeof id === 'string' && id !== '' && id.length <= 513).toBe(true);
      },
    ),
  );
});
