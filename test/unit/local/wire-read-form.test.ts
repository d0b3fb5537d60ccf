import { describe, expect, it } from 'vitest';
import { serviceModel } from '#infra/local/wire/catalogue.ts';
import { parseForm } from '#infra/local/wire/form.ts';
import { MalformedInput } from '#infra/local/wire/malformed.ts';
import { readForm } from '#infra/local/wire/read-form.ts';

const iam = await serviceModel({ name: 'iam', client: '@aws-sdk/client-iam' });
const sns = await serviceModel({ name: 'sns', client: '@aws-sdk/client-sns' });
const ec2 = await serviceModel({ name: 'ec2', client: '@aws-sdk/client-ec2' });

function read(model: typeof iam, operation: string, form: string) {
  const described = model.operations.get(operation);
  if (!described) throw new Error(`no ${operation}`);
  return readForm(described.input, parseForm(form), model.protocol === 'ec2Query' ? 'ec2' : 'query');
}

describe('a form is read by its schema', () => {
  it('in the order of its numbers, with gaps and plus signs', () => {
    const form =
      'Action=CreateUser&UserName=a+b%2Bc&Tags.member.10.Key=z&Tags.member.2.Key=y&Tags.member.2.Value=';
    expect(read(iam, 'CreateUser', form)).toEqual({
      UserName: 'a b+c',
      Tags: [{ Key: 'y', Value: '' }, { Key: 'z' }],
    });
  });

  it('with an empty list as an empty list and an absent one as absent', () => {
    expect(read(iam, 'CreateUser', 'UserName=a&Tags=')).toEqual({ UserName: 'a', Tags: [] });
    expect(read(iam, 'CreateUser', 'UserName=a')).toEqual({ UserName: 'a' });
  });

  it('with maps as numbered entries', () => {
    const form = 'Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=x%26y&Name=t';
    expect(read(sns, 'CreateTopic', form)).toEqual({ Name: 't', Attributes: { DisplayName: 'x&y' } });
  });

  it('in EC2’s own names', () => {
    const form = 'InstanceId.1=i-1&InstanceId.2=i-2&Filter.1.Name=n&Filter.1.Value.1=v&MaxResults=5';
    expect(read(ec2, 'DescribeInstances', form)).toEqual({
      InstanceIds: ['i-1', 'i-2'],
      Filters: [{ Name: 'n', Values: ['v'] }],
      MaxResults: 5,
    });
  });

  it.each([
    ['a number', 'ListUsers', 'MaxItems=many'],
    ['a boolean', 'SetDefaultPolicyVersion', '%'],
    ['a boolean', 'CreatePolicyVersion', 'SetAsDefault=maybe'],
  ])('or refused where it is not %s', (_, operation, form) => {
    expect(() => read(iam, operation, form)).toThrow(MalformedInput);
  });
});
