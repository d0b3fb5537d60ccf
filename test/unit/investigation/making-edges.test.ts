import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { MadeThings } from '#lib/investigation/made-things.ts';
import { makings } from '#lib/investigation/making.ts';
import { removings } from '#lib/investigation/removing.ts';
import type { Case, Gone } from './making/case.ts';
import { cases } from './making/cases.ts';
import { at, recordOf, thingsAfter } from './making/records.ts';

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
