import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { guardDutyFinding, leak } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { newAccessKeyId } from '#infra/local/iam/access-key-id.ts';
import { company } from '#infra/local/scenario/company.ts';
import { accountState } from './account-state.ts';
import { setTheStage } from './helpers.ts';
import { leaking, newUser } from './leaking.ts';
import { pagesOf } from './told.ts';

const { accountId, region } = company;
const member = '222233334444';

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage({
    members: [{ accountId: member }],
    organization: { id: 'o-a1b2c3d4e5', managementAccountId: accountId, scps: {} },
  });
});
afterAll(() => stage.close());

describe('a root key is never touched, and the page says how a person closes it', () => {
  const rootKeyOf = (account: string): KeyPair => stage.aws.iam.setUp(account).createRootKey();
  const reports = {
    github: (key: KeyPair) => stage.deliver(leak(stage.github, key)),
    guardduty: ({ accessKeyId }: KeyPair, account: string) => {
      const about = { accessKeyId, userName: 'Root', userType: 'Root' };
      return stage.emit(
        'guardduty',
        guardDutyFinding(account, region, about, stage.aws.clock.now()),
        account,
      );
    },
  };

  it.for([
    ['of a member account, which GitHub reports', member, 'github'],
    ['of a member account, which GuardDuty reports', member, 'guardduty'],
    ['of the management account, which GitHub reports', accountId, 'github'],
    ['of the management account, which GuardDuty reports', accountId, 'guardduty'],
  ] as const)('%s', async ([, account, source]) => {
    const key = rootKeyOf(account);
    const { after, incident, changes, told } = await leaking(stage, {
      credential: key,
      accountId: account,
      report: () => reports[source](key, account),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'root-key', accountId: account });
    const [page] = pagesOf(told);
    expect(page?.subject).toMatch(/^NOT CONTAINED/);
    expect(page?.message).toContain(`aws sts assume-root --region ${region} --target-principal ${account}`);
    expect(page?.message).toContain(`aws iam delete-access-key --access-key-id ${key.accessKeyId}`);
    expect(page?.message).toContain(`If ${account} is the management account, no SCP binds it`);
    await stage.aws.administerIn(account)('iam', 'DeleteAccessKey', { AccessKeyId: key.accessKeyId });
  });

  it('and no role of ours may assume the root user', async () => {
    for (const account of [accountId, member]) {
      const { roles } = await accountState(stage.aws, account);
      const ours = roles.filter(({ role }) => role.startsWith('tourniquet-'));
      expect(ours.length).toBeGreaterThan(0);
      expect(JSON.stringify(ours)).not.toContain('AssumeRoot');
    }
  });
});

describe('an id that is no access key of a user changes nothing, and the page says what it is and what to do', () => {
  it.for([
    ['ABIA', 'GetServiceBearerToken', 'bearer token'],
    ['ACCA', 'aws iam update-service-specific-credential --user-name USER', 'credential of one service'],
  ] as const)('%s', async ([prefix, way, what]) => {
    const accessKeyId =
      prefix === 'ACCA'
        ? newAccessKeyId('ACCA', accountId)
        : `ABIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const witness = await newUser(stage);
    const { after, changes, told } = await leaking(stage, {
      credential: witness.key,
      report: () => stage.emit('scanner', scannerEvent({ accessKeyId })),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(await stage.incidentOf(accessKeyId)).toMatchObject({
      status: 'not-contained',
      decidedBy: 'other-credential',
    });
    const [page] = pagesOf(told);
    expect(page?.message).toContain(way);
    expect(page?.message).toContain(what);
  });
});
