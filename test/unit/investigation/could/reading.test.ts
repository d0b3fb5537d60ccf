import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  SimulateCustomPolicyCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDetails } from '#lib/investigation/could/reading/details.ts';
import { readDocument } from '#lib/investigation/could/reading/singly.ts';
import { simulateWith } from '#lib/investigation/could/simulate.ts';
import { ada } from './simulated.ts';

const mock = mockClient(IAMClient);
const iam = new IAMClient({ region: 'us-east-1' });
const { signal } = new AbortController();
beforeEach(() => mock.reset());

const user = { UserName: 'ada', UserId: ada.id, GroupList: ['devs'] };

describe('the details of an account', () => {
  const otherwise = (arn: string) => readDocument(iam, arn, signal);
  const read = () => readDetails(iam, ada, signal, otherwise);

  it('are put together from all pages, with what is in force of each policy', async () => {
    const PolicyVersionList = [
      { VersionId: 'v1', Document: 'old', IsDefaultVersion: false },
      { VersionId: 'v2', Document: '%7B%7D', IsDefaultVersion: true },
    ];
    mock
      .on(GetAccountAuthorizationDetailsCommand)
      .resolvesOnce({
        GroupDetailList: [{ GroupName: 'devs' }, { GroupName: 'ops' }],
        IsTruncated: true,
        Marker: '1',
      })
      .resolvesOnce({ UserDetailList: [user], IsTruncated: true, Marker: '2' })
      .resolves({ Policies: [{ Arn: 'arn:p', PolicyVersionList }] });
    const reading = await read();
    expect(reading?.carried).toMatchObject({ id: ada.id, groups: [{ name: 'devs' }] });
    expect(await reading?.document('arn:p')).toBe('{}');
  });

  it('are not read to the end of a large account', async () => {
    mock
      .on(GetAccountAuthorizationDetailsCommand)
      .resolves({ UserDetailList: [user], IsTruncated: true, Marker: 'more' });
    expect(await read()).toBeUndefined();
    expect(mock.commandCalls(GetAccountAuthorizationDetailsCommand)).toHaveLength(3);
  });

  it('are of no use where the principal is not among them', async () => {
    mock.on(GetAccountAuthorizationDetailsCommand).resolves({ UserDetailList: [{ UserName: 'bob' }] });
    expect(await read()).toBeUndefined();
  });

  it('leave the text of a policy that is not among them to another call', async () => {
    mock.on(GetAccountAuthorizationDetailsCommand).resolves({ UserDetailList: [user] });
    mock.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v7' } });
    mock.on(GetPolicyVersionCommand, { VersionId: 'v7' }).resolves({ PolicyVersion: { Document: '%5B%5D' } });
    expect(await (await read())?.document('arn:p')).toBe('[]');
  });
});

describe('the simulator', () => {
  const known = { present: new Map(), isAbsent: () => false };
  const layers = { identity: ['{}'], scps: [] };
  const ask = (...resources: string[]) =>
    simulateWith(iam, signal)({ layers, actions: ['s3:GetObject'], resources, known });
  const result = { EvalActionName: 's3:GetObject', EvalDecision: 'allowed' as const };

  it('is believed for each resource, and for the action where there is only one', async () => {
    const ResourceSpecificResults = [
      { EvalResourceName: 'a', EvalResourceDecision: 'allowed' as const },
      { EvalResourceName: 'b', EvalResourceDecision: 'implicitDeny' as const },
    ];
    mock
      .on(SimulateCustomPolicyCommand)
      .resolves({ EvaluationResults: [{ ...result, ResourceSpecificResults }] });
    const allowed = await ask('a', 'b', 'c');
    expect(['a', 'b', 'c'].map((name) => allowed('s3:GetObject', name))).toEqual([true, false, undefined]);
    mock.on(SimulateCustomPolicyCommand).resolves({ EvaluationResults: [result] });
    expect((await ask('*'))('s3:GetObject', '*')).toBe(true);
  });

  it.each([
    { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
    { OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
  ])('is not believed against its own detail %j', async (detail) => {
    mock.on(SimulateCustomPolicyCommand).resolves({ EvaluationResults: [{ ...result, ...detail }] });
    expect((await ask('*'))('s3:GetObject', '*')).toBe(false);
  });

  it('is asked about twenty resources at a time, and page by page', async () => {
    mock
      .on(SimulateCustomPolicyCommand)
      .resolvesOnce({ EvaluationResults: [], IsTruncated: true, Marker: 'm' })
      .resolves({ EvaluationResults: [] });
    await ask(...Array.from({ length: 21 }, (_, at) => `arn:${at}`));
    const inputs = mock.commandCalls(SimulateCustomPolicyCommand).map(({ args: [{ input }] }) => input);
    expect(inputs.map(({ ResourceArns, Marker }) => [ResourceArns?.length, Marker])).toEqual([
      [20, undefined],
      [20, 'm'],
      [1, undefined],
    ]);
  });
});
