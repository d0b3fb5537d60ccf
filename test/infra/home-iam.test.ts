import { beforeAll, describe, expect, it } from 'vitest';
import { arguedWildcards, reasonFor } from '#infra/cloud/nag/wildcards.ts';
import { synthesize } from '#infra/cloud/synthesize.ts';
import { flattenDeep } from '#infra/cloud/template/flatten.ts';
import { resourcesOf, type Template } from '#infra/cloud/template/template.ts';
import { expectationOf } from '#infra/deployed/expectation.ts';
import { type FlatStatement, statementsOfTemplate, written } from './policies.ts';
import { everything } from './settings-of.ts';

let template: Template;
let statements: FlatStatement[];

beforeAll(async () => {
  template = await synthesize(everything());
  statements = statementsOfTemplate(template);
});

const granted = () =>
  statements.filter(
    ({ type, Effect, Principal }) => type === 'AWS::IAM::Role' && Effect === 'Allow' && !Principal,
  );

describe('every statement', () => {
  it('changes only on purpose: run vitest with -u and read the difference', async () => {
    await expect(written(statements)).toMatchFileSnapshot('./snapshots/home-iam.txt');
  });

  it('that allows names each action, but where the account itself keeps its keys', () => {
    const wild = statements.filter(
      ({ Effect, Action }) => Effect === 'Allow' && Action.some((each) => each.includes('*')),
    );
    for (const { type, Principal } of wild) {
      expect(type).toBe('AWS::KMS::Key');
      expect(Principal).toEqual({ AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' });
    }
  });

  it('that lets anybody in says under which condition', () => {
    const open = statements.filter(
      ({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal)?.includes('"*"'),
    );
    expect(open.map(({ type }) => type).sort()).toEqual(['AWS::Events::EventBusPolicy', 'AWS::KMS::Key']);
    for (const { Condition } of open) expect(Object.keys(Condition ?? {})).toContain('StringEquals');
  });
});

describe('every wildcard in what a role is granted', () => {
  const wildcards = () =>
    granted().flatMap(({ of, Action, Resource }) =>
      Resource.filter((each) => each.includes('*')).map((resource) => ({ of, resource, actions: Action })),
    );

  it('is argued for, action by action, in infra/cloud/nag/wildcards.ts', () => {
    const unargued = wildcards().filter(
      ({ resource, actions }) => reasonFor(resource, actions) === undefined,
    );
    expect(unargued).toEqual([]);
  });

  it('is granted where it is argued for', () => {
    const idle = arguedWildcards.flatMap(({ resource, actions }) =>
      actions.filter(
        (action) =>
          !wildcards().some((each) => resource.test(each.resource) && each.actions.includes(action)),
      ),
    );
    expect(idle).toEqual([]);
  });

  it('has a reason that says more than its name', () => {
    for (const { reason } of arguedWildcards) expect(reason.length).toBeGreaterThan(60);
  });
});

describe('every role', () => {
  it('is of one function, holds one policy of its own and none of AWS', () => {
    const roles = resourcesOf(template, 'AWS::IAM::Role').map(([, { Properties }]) => Properties);
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
    expect(roles.map(({ RoleName }) => RoleName).sort()).toEqual(
      functions.map(({ FunctionName }) => FunctionName).sort(),
    );
    for (const role of roles) {
      expect(role).not.toHaveProperty('ManagedPolicyArns');
      expect(role.Policies.map(({ PolicyName }: { PolicyName: string }) => PolicyName)).toEqual(['grants']);
    }
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
  });

  it('fits into what IAM allows for the policies of a role', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      // Every reference is longer once it is an ARN of 12 digits, but for the names of resources.
      const text = JSON.stringify(flattenDeep(Properties.Policies, () => 'x'.repeat(60)));
      expect(text.length, id).toBeLessThan(10_240);
    }
  });
});

it('only those may send to a queue whom tourniquet doctor expects there, people who may redrive among them', async () => {
  const [[, parameter] = []] = resourcesOf(template, 'AWS::SSM::Parameter');
  const { senders } = await expectationOf(JSON.parse(String(flattenDeep(parameter?.Properties.Value))));
  const spared = statements
    .filter(
      ({ type, Effect, Condition }) =>
        type === 'AWS::SQS::QueuePolicy' && Effect === 'Deny' && 'ArnNotEquals' in (Condition ?? {}),
    )
    .map(({ Resource: [queueArn], Condition }) => [queueArn, Condition] as const);
  expect(senders).toHaveLength(2);
  for (const { queueArn, roleArns } of senders) {
    expect(roleArns).toContain('arn:aws:iam::210987654321:role/oncall');
    expect(new Map(spared).get(queueArn)).toMatchObject({ ArnNotEquals: { 'aws:PrincipalArn': roleArns } });
  }
});
