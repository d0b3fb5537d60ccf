import { onTestFinished, vi } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { Faults } from '#infra/local/faults.ts';
import type { Organization } from '#infra/local/iam/state.ts';
import { startServer } from '#infra/local/server.ts';
import { organizations } from '#infra/local/services/organizations.ts';
import { allow, account as own, startIam, trust } from '#test/unit/local/iam-rig.ts';
import type { Entry } from '#test/unit/local/server-rig.ts';

export { own };
export const member = '222233334444';
export const stranger = '333344445555';
export const externalId = 'the-deployment-1';
export const memberRole = 'tourniquet/tourniquet-member';

const both = ['sts:AssumeRole', 'sts:TagSession'];

/** IAM, STS and Organizations of three accounts on loopback, and a responder whose environment this process has. */
export const serveAccounts = async ({ organization }: { organization?: Partial<Organization> } = {}) => {
  const inUse = organization && {
    id: 'o-a1b2c3d4e5',
    managementAccountId: own,
    members: [member],
    scps: {},
    ...organization,
  };
  const clock = new MovableClock();
  const cloud = startIam({
    clock,
    accounts: [own, member, stranger],
    ...(inUse && { organization: inUse }),
  });
  const calls: Entry[] = [];
  const faults = new Faults();
  const server = await startServer({
    services: [cloud.iam, cloud.sts, organizations({ state: cloud.state }).service],
    identities: cloud.identities,
    authorizer: cloud.authorizer,
    recorder: { record: (entry) => void calls.push(entry) },
    faults,
    clock,
  });
  onTestFinished(server.close);
  const responder = cloud.user('responder', 'AdministratorAccess');
  const environment = {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: responder.accessKeyId,
    AWS_SECRET_ACCESS_KEY: responder.secretAccessKey,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

  /** The member role as its template makes it. */
  const addMemberRole = (accountId = member, actions: string[] = both) => {
    const { run } = cloud.setUp(accountId);
    const condition = { StringEquals: { 'sts:ExternalId': externalId } };
    const responderArn = `arn:aws:iam::${own}:user/responder`;
    const document = trust({ AWS: responderArn }, condition, actions);
    const [RoleName, Path] = ['tourniquet-member', '/tourniquet/'];
    run('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: JSON.stringify(document) });
    run('PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument: allow('iam:*') });
  };

  const count = (operation: string): number =>
    calls.filter(({ call }) => call.operation === operation).length;
  return { ...cloud, clock, calls, faults, addMemberRole, count };
};
