import { describe, expect, it } from 'vitest';
import { securityHub } from '#infra/local/services/securityhub/securityhub.ts';
import { accountId, asked, caller, expectRefusal, otherAccountId, region } from './rig.ts';

const ProductArn = `arn:aws:securityhub:${region}:${accountId}:product/${accountId}/default`;
const finding = {
  SchemaVersion: '2018-10-08',
  Id: 'tourniquet/one',
  ProductArn,
  GeneratorId: 'tourniquet',
  AwsAccountId: accountId,
  Types: ['TTPs/Credential Access/Leaked access key'],
  CreatedAt: '2026-11-02T10:00:00Z',
  UpdatedAt: '2026-11-02T10:00:00Z',
  Severity: { Label: 'CRITICAL' },
  Title: 'A key leaked',
  Description: 'It is contained',
  Resources: [{ Type: 'AwsIamAccessKey', Id: 'AKIAEXAMPLEKEYID0001' }],
};

function setUp() {
  const hub = securityHub();
  const call = caller(hub.service);
  return { hub, call, importing: (...Findings: object[]) => call('BatchImportFindings', { Findings }) };
}

describe('Security Hub', () => {
  it('takes a finding and shows it by its id', async () => {
    const { importing, call } = setUp();
    expect(await importing(finding, { ...finding, Id: 'another' })).toEqual({
      FailedCount: 0,
      SuccessCount: 2,
      FailedFindings: [],
    });
    const Filters = { Id: [{ Value: 'tourniquet/', Comparison: 'PREFIX' }] };
    const { Findings } = await call('GetFindings', { Filters });
    expect(Findings).toMatchObject([{ ...finding, RecordState: 'ACTIVE', Workflow: { Status: 'NEW' } }]);
  });

  it.each([
    ['another schema', { SchemaVersion: '2020-01-01' }, /SchemaVersion/],
    ['no generator', { GeneratorId: undefined }, /GeneratorId/],
    [
      'the product of another account',
      { ProductArn: ProductArn.replaceAll(accountId, otherAccountId) },
      /ProductArn/,
    ],
    ['the account of somebody else', { AwsAccountId: otherAccountId }, /AwsAccountId/],
    ['no severity', { Severity: undefined }, /Severity/],
    ['a severity of its own', { Severity: { Label: 'WORST' } }, /Severity/],
    ['no type', { Types: [] }, /Types/],
    ['a type outside the taxonomy', { Types: ['Leaks/Keys'] }, /Types/],
    ['a title over 256 characters', { Title: 'x'.repeat(257) }, /Title/],
    ['a description over 1,024 characters', { Description: 'x'.repeat(1025) }, /Description/],
    ['no resource', { Resources: [] }, /Resources/],
    ['33 resources', { Resources: Array.from({ length: 33 }, () => finding.Resources[0]) }, /Resources/],
    ['a date that is none', { UpdatedAt: 'yesterday' }, /UpdatedAt/],
    ['a null byte', { ProductFields: { who: 'a\u0000b' } }, /control/],
    ['more than 240 KB', { ProductFields: { who: 'x'.repeat(250_000) } }, /240 KB/],
  ])('fails the finding with %s, and takes the one beside it', async (_, over, message) => {
    const { hub, importing } = setUp();
    expect(await importing({ ...finding, ...over }, { ...finding, Id: 'sound' })).toMatchObject({
      FailedCount: 1,
      SuccessCount: 1,
      FailedFindings: [{ Id: 'tourniquet/one', ErrorMessage: expect.stringMatching(message) }],
    });
    expect(hub.findings()).toMatchObject([{ Id: 'sound' }]);
  });

  it('takes an update that is newer, and leaves what people decided', async () => {
    const { hub, importing } = setUp();
    await importing(finding);
    const old = { ...finding, Title: 'older' };
    expect((await importing(old)).FailedFindings).toMatchObject([
      { ErrorMessage: expect.stringMatching(/later/) },
    ]);
    const update = {
      ...finding,
      UpdatedAt: '2026-11-02T10:00:01Z',
      RecordState: 'ARCHIVED',
      Workflow: { Status: 'RESOLVED' },
      FindingProviderFields: { Severity: { Label: 'LOW' } },
    };
    expect((await importing(update)).SuccessCount).toBe(1);
    expect(hub.findings()).toMatchObject([
      { RecordState: 'ARCHIVED', Workflow: { Status: 'NEW' }, Severity: { Label: 'LOW' } },
    ]);
  });

  it('refuses every call of an account where it is not switched on, and more than 100 findings', async () => {
    const { hub, importing } = setUp();
    await expectRefusal(importing(...Array.from({ length: 101 }, () => finding)), 'InvalidInputException');
    hub.disable({ accountId, region });
    await expectRefusal(importing(finding), 'InvalidAccessException');
  });

  it('asks for securityhub:BatchImportFindings on the product', () => {
    const { hub } = setUp();
    expect(asked(hub.service, 'BatchImportFindings', { Findings: [finding, finding] })).toEqual({
      action: 'securityhub:BatchImportFindings',
      resources: [ProductArn],
    });
  });
});
