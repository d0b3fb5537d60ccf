import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { securityHub } from '#lib/destinations/security-hub.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { accountId, key } from '#test/unit/containment/fake-account.ts';
import { incident, step } from '#test/unit/containment/incidents.ts';

const hub = mockClient(SecurityHubClient);
const home = '999988887777';
const teller = securityHub({
  client: new SecurityHubClient({ region: 'eu-west-1' }),
  accountId: home,
  region: 'eu-west-1',
  ways: {},
  evidence: async () => 's3://evidence/AKIA-1/look-0/',
});

const imported = () =>
  hub.commandCalls(BatchImportFindingsCommand).flatMap(({ args: [{ input }] }) => input.Findings ?? []);

beforeEach(() => {
  hub.reset();
  hub.on(BatchImportFindingsCommand).resolves({ SuccessCount: 1, FailedCount: 0, FailedFindings: [] });
});

describe('an incident as a finding', () => {
  it('is of the default product of the own account, about the key and its user', async () => {
    const one = incident();
    const told = await teller.tell(one, undefined);
    expect(told).toEqual({ outcome: 'done', reference: `tourniquet/${one.incidentId}` });
    expect(imported()).toMatchObject([
      {
        Id: `tourniquet/${one.incidentId}`,
        ProductArn: `arn:aws:securityhub:eu-west-1:${home}:product/${home}/default`,
        AwsAccountId: home,
        CreatedAt: one.openedAt,
        Title: expect.stringMatching(/^Contained: AWS key/),
        Description: expect.stringMatching(/^CONTAINED\. The leaked key no longer works\. Steps/),
        FindingProviderFields: {
          Severity: { Label: 'MEDIUM' },
          Types: [expect.stringMatching(/^TTPs\/Credential Access\//)],
        },
        RecordState: 'ACTIVE',
        Resources: [
          {
            Type: 'AwsIamAccessKey',
            Id: `AWS::IAM::AccessKey:${key}`,
            Region: 'eu-west-1',
            Details: {
              AwsIamAccessKey: {
                AccessKeyId: key,
                AccountId: accountId,
                PrincipalName: 'deploy-bot',
                PrincipalType: 'IAMUser',
                Status: 'Inactive',
              },
            },
          },
          { Type: 'AwsIamUser', Id: one.principal?.arn },
        ],
        ProductFields: {
          'tourniquet/incidentId': one.incidentId,
          'tourniquet/status': 'contained',
          'tourniquet/accountId': accountId,
          'tourniquet/evidence': 's3://evidence/AKIA-1/look-0/',
        },
        Remediation: {
          Recommendation: { Text: expect.stringContaining('Delete the leaked key') },
        },
      },
    ]);
  });

  it('does not call a key inactive that was not read back so', async () => {
    const steps = [step('deactivate-key', 'failed', { reason: 'AccessDenied' })];
    await teller.tell(incident({ status: 'not-contained', steps }), undefined);
    const [{ Resources = [], FindingProviderFields } = {}] = imported();
    expect(Resources[0]?.Details?.AwsIamAccessKey).not.toHaveProperty('Status');
    expect(FindingProviderFields?.Severity?.Label).toBe('CRITICAL');
  });

  it('says what to do by hand with its commands, and where they are when there is no room for them', async () => {
    const steps = [step('deactivate-key', 'failed', { reason: 'AccessDenied' })];
    await teller.tell(incident({ status: 'not-contained', steps }), undefined);
    await teller.tell(
      incident({
        stillOpen: [
          { what: 'x', command: `aws ec2 terminate-instances --instance-ids ${'i-0abc '.repeat(90)}` },
        ],
        status: 'partly-contained',
      }),
      undefined,
    );
    const [byHand = '', tooLong = ''] = imported().map(
      ({ Remediation }) => Remediation?.Recommendation?.Text,
    );
    expect(byHand).toContain('aws iam update-access-key');
    expect(tooLong).toMatch(/\. The mail has the commands\.$/);
    expect(tooLong).not.toContain('aws ec2');
  });

  it('is about the account where neither key nor principal are known', async () => {
    const nobody: Partial<Incident> = {
      accessKeyId: null,
      principal: null,
      steps: [],
      status: 'not-contained',
    };
    await teller.tell(incident(nobody), undefined);
    expect(imported()).toMatchObject([
      { Resources: [{ Type: 'AwsAccount', Id: `AWS::::Account:${accountId}` }] },
    ]);
  });

  it('is later each time, whatever the clock says, and archived once the incident is restored', async () => {
    const before: DestinationOutcome = {
      destination: 'security-hub',
      outcome: 'done',
      reference: 'tourniquet/one',
      status: 'contained',
      at: '2126-01-01T00:00:00.000Z',
    };
    await teller.tell(incident({ status: 'restored' }), before);
    expect(imported()).toMatchObject([
      { UpdatedAt: '2126-01-01T00:00:00.001Z', RecordState: 'ARCHIVED', CreatedAt: incident().openedAt },
    ]);
  });

  it('that a 200 answer lists as failed is a failure, in the words of Security Hub', async () => {
    hub.on(BatchImportFindingsCommand).resolves({
      SuccessCount: 0,
      FailedCount: 1,
      FailedFindings: [{ Id: 'x', ErrorCode: 'InvalidInput', ErrorMessage: 'Title is too long' }],
    });
    await expect(teller.tell(incident(), undefined)).rejects.toThrow('InvalidInput: Title is too long');
    hub.on(BatchImportFindingsCommand).resolves({ SuccessCount: 0, FailedCount: 1, FailedFindings: [] });
    await expect(teller.tell(incident(), undefined)).rejects.toThrow('NotImported');
  });

  it('is not made of what is not ours', async () => {
    expect(await teller.tell(incident({ status: 'not-ours', steps: [] }), undefined)).toBeUndefined();
    expect(hub.calls()).toEqual([]);
  });
});
