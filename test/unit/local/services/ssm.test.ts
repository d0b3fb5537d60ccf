import { describe, expect, it } from 'vitest';
import { ssm } from '#infra/local/services/ssm.ts';
import {
  accountId,
  asked,
  caller,
  expectRefusal,
  newClock,
  otherAccountId,
  refusal,
  region,
  user,
} from './rig.ts';

const dedup = (dedupString: string) => ({
  '/aws/dedup': { Value: JSON.stringify({ dedupString }), Type: 'SearchableString' },
});
const item = { Title: 'A key leaked', Description: 'what to do', Source: 'tourniquet' };

function setUp() {
  const center = ssm({ clock: newClock() });
  return { center, call: caller(center.service) };
}

describe('OpsCenter', () => {
  it('creates an OpsItem, changes it, and shows it', async () => {
    const { call } = setUp();
    const { OpsItemId, OpsItemArn } = await call('CreateOpsItem', { ...item, Severity: '1' });
    expect(OpsItemId).toMatch(/^oi-[0-9a-f]{12}$/);
    expect(OpsItemArn).toBe(`arn:aws:ssm:${region}:${accountId}:opsitem/${OpsItemId}`);
    const OperationalData = { incident: { Value: 'one', Type: 'String' } };
    await call('UpdateOpsItem', { OpsItemId, Severity: '3', OperationalData });
    const { OpsItem } = await call('GetOpsItem', { OpsItemId });
    expect(OpsItem).toMatchObject({ ...item, Severity: '3', Status: 'Open', OperationalData, Version: '2' });
  });

  it('keeps a duplicate away while the first is open, whatever the case of its string, and names it', async () => {
    const { center, call } = setUp();
    const { OpsItemId } = await call('CreateOpsItem', { ...item, OperationalData: dedup('one') });
    const again = call('CreateOpsItem', { ...item, OperationalData: dedup('ONE') });
    expect(await refusal(again)).toMatchObject({ code: 'OpsItemAlreadyExistsException', OpsItemId });
    await call('UpdateOpsItem', { OpsItemId, Status: 'InProgress' });
    await expectRefusal(
      call('CreateOpsItem', { ...item, OperationalData: dedup('one') }),
      'OpsItemAlreadyExistsException',
    );
    await call('UpdateOpsItem', { OpsItemId, Status: 'Resolved' });
    await call('CreateOpsItem', { ...item, OperationalData: dedup('one') });
    expect(center.opsItems()).toHaveLength(2);
  });

  it('takes another string, another resource or another account for no duplicate', async () => {
    const { center, call } = setUp();
    await call('CreateOpsItem', { ...item, OperationalData: dedup('one') });
    await call('CreateOpsItem', { ...item, OperationalData: dedup('two') });
    const resources = { Value: JSON.stringify([{ arn: user().arn }]), Type: 'SearchableString' };
    await call('CreateOpsItem', {
      ...item,
      OperationalData: { ...dedup('one'), '/aws/resources': resources },
    });
    const elsewhere = caller(center.service, { caller: user(otherAccountId) });
    await elsewhere('CreateOpsItem', { ...item, OperationalData: dedup('one') });
    expect(center.opsItems()).toHaveLength(4);
  });

  it.each([
    ['no title', { Title: undefined }, 'Title'],
    ['a title over 1,024 characters', { Title: 'x'.repeat(1025) }, 'Title'],
    ['a description over 2,048 characters', { Description: 'x'.repeat(2049) }, 'Description'],
    ['a null byte', { Description: 'a\u0000b' }, 'Description'],
    ['a source that names AWS', { Source: 'my-aws-tool' }, 'Source'],
    [
      'a key that begins as one of AWS',
      { OperationalData: { 'aws:x': { Value: '1', Type: 'String' } } },
      'OperationalData',
    ],
    [
      'a value over 20 KB',
      { OperationalData: { x: { Value: 'x'.repeat(20_481), Type: 'String' } } },
      'OperationalData',
    ],
    [
      'a deduplication that is no JSON',
      { OperationalData: { '/aws/dedup': { Value: 'one', Type: 'SearchableString' } } },
      'OperationalData',
    ],
  ])('refuses %s', async (_, over, member) => {
    const { center, call } = setUp();
    const refused = await refusal(call('CreateOpsItem', { ...item, ...over }));
    expect(refused).toMatchObject({ code: 'OpsItemInvalidParameterException', ParameterNames: [member] });
    expect(center.opsItems()).toEqual([]);
  });

  it('refuses to change a deduplication string, and what is not there', async () => {
    const { call } = setUp();
    const { OpsItemId } = await call('CreateOpsItem', { ...item, OperationalData: dedup('one') });
    await expectRefusal(
      call('UpdateOpsItem', { OpsItemId, OperationalData: dedup('two') }),
      'OpsItemInvalidParameterException',
    );
    await expectRefusal(call('UpdateOpsItem', { OpsItemId: 'oi-000000000000' }), 'OpsItemNotFoundException');
    await expectRefusal(call('GetOpsItem', { OpsItemId: 'oi-000000000000' }), 'OpsItemNotFoundException');
  });

  it('asks for ssm:CreateOpsItem on any OpsItem and ssm:UpdateOpsItem on that one', () => {
    const { center } = setUp();
    const arn = `arn:aws:ssm:${region}:${accountId}:opsitem`;
    expect(asked(center.service, 'CreateOpsItem', item).resources).toEqual([`${arn}/*`]);
    expect(asked(center.service, 'UpdateOpsItem', { OpsItemId: 'oi-1' })).toEqual({
      action: 'ssm:UpdateOpsItem',
      resources: [`${arn}/oi-1`],
    });
  });
});
