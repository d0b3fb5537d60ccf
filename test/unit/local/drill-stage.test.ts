import { afterEach, expect, test } from 'vitest';
import { guardDutyFinding } from '#infra/local/drill/events/guardduty.ts';
import { healthDetail } from '#infra/local/drill/events/health.ts';
import { quarantineDetail } from '#infra/local/drill/events/quarantine.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { type Stage, type StageOptions, setStage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { readScenario } from '#infra/local/scenario/scenario.ts';
import { fixture } from './host-setup.ts';

const member = '222233334444';
const companyWithMember = readScenario({
  accountId: company.accountId,
  region: company.region,
  leaks: 'deploy-bot',
  users: [{ name: 'deploy-bot' }],
  members: [{ accountId: member, users: [{ name: 'ci' }], rootAccessKeys: 1 }],
  organization: { id: 'o-a1b2c3d4e5', managementAccountId: company.accountId },
});

let stage: Stage;
afterEach(() => stage.close());

const set = async (scenario = company, options: Partial<StageOptions> = {}) => {
  stage = await setStage(scenario, { webhookSecret: 's', entry: () => fixture('batch'), ...options });
};

const received = async () => {
  await stage.aws.host.idle();
  const printed = stage.aws.host.logs('tourniquet-contain').filter((line) => line.startsWith('{'));
  return printed.map((line) => JSON.parse(JSON.parse(line).record.body));
};

const emitAll = async (accountId: string) => {
  const { accessKeyId } = stage.leakedKey;
  const at = stage.aws.clock.now();
  const user = { accessKeyId, userName: 'deploy-bot' };
  await stage.emit('guardduty', guardDutyFinding(accountId, company.region, user, at), accountId);
  await stage.emit('health', healthDetail({ accessKeyId, accountId, at }), accountId);
  const victim = { userName: 'deploy-bot', userId: 'AIDAEXAMPLE', accountId, at };
  await stage.emit('quarantine', quarantineDetail(victim), accountId);
  await stage.emit('scanner', scannerEvent({ accessKeyId }), accountId);
};

const told = async () => (await received()).map(({ kind, event }) => [kind, event.account]);
const allOf = (account: string) =>
  ['guardduty', 'health', 'quarantine', 'scanner'].map((kind) => [kind, account]);

test('an event of each source is put where its source puts it, and reaches contain', async () => {
  await set();
  await emitAll(company.accountId);
  expect(await told()).toEqual(allOf(company.accountId));
});

test('the accounts of a scenario are members, with their own people', async () => {
  await set(companyWithMember);
  expect(stage.deployed.organizationId).toBe('o-a1b2c3d4e5');
  expect(stage.memberKeys[member]?.['ci']).toHaveLength(1);
  expect(stage.rootKeys[member]).toHaveLength(1);
  await emitAll(member);
  expect(await told()).toEqual(allOf(member));
  const { Roles } = await stage.aws.administerIn(member)('iam', 'ListRoles', {});
  expect(Roles.map(({ RoleName }: { RoleName: string }) => RoleName)).toContain('tourniquet-member');
});

test('further accounts are there, and nothing of them reaches us', async () => {
  await set(company, { accounts: ['999988887777'] });
  const event = healthDetail({ accessKeyId: 'k', accountId: '999988887777', at: new Date() });
  await stage.emit('health', event, '999988887777');
  expect(await told()).toEqual([]);
  const { Roles } = await stage.aws.administerIn('999988887777')('iam', 'ListRoles', {});
  expect(Roles).toEqual([]);
});

test('a scanner cannot put what only AWS may', async () => {
  await set();
  const event = { ...scannerEvent({ accessKeyId: 'k' }), source: 'aws.health' };
  await expect(stage.emit('scanner', event)).rejects.toThrow(/not taken: Not authorized for the source/);
});

test('the stage holds no incident before anything leaked', async () => {
  await set();
  expect(await stage.incidents()).toEqual([]);
});
