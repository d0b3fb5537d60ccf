import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { responderArn } from '#lib/cli/responder-arn.ts';

const iam = mockClient(IAMClient);
beforeEach(() => iam.reset());
const of = (arn: string) => responderArn(async () => ({ arn }));

const session = 'arn:aws-cn:sts::111122223333:assumed-role/admin/ann@acme.example';

it('is the user, or whoever else is no role', async () => {
  for (const arn of [
    'arn:aws:iam::111122223333:user/eu/ann',
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::111122223333:federated-user/ann',
  ])
    expect(await of(arn)).toBe(arn);
  expect(iam.calls()).toEqual([]);
});

it('of a session is its role, with the path that only IAM knows', async () => {
  const Arn = 'arn:aws-cn:iam::111122223333:role/people/admin';
  iam.on(GetRoleCommand, { RoleName: 'admin' }).resolves({
    Role: { Arn, Path: '/people/', RoleName: 'admin', RoleId: 'AROAX', CreateDate: new Date(0) },
  });
  expect(await of(session)).toBe(Arn);
});

it('of a session whose role may not be read is that role without a path', async () => {
  iam.on(GetRoleCommand).rejects(new Error('AccessDenied'));
  expect(await of(session)).toBe('arn:aws-cn:iam::111122223333:role/admin');
});
