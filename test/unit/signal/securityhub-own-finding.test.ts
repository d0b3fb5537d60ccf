import { describe, expect, it } from 'vitest';
import { findingOf } from '#lib/destinations/finding.ts';
import { tellingOf } from '#lib/destinations/telling.ts';
import { readSecurityHubEvent } from '#lib/signal/securityhub.ts';
import { key } from '#test/unit/containment/fake-account.ts';
import { incident, step } from '#test/unit/containment/incidents.ts';

const open = incident({
  status: 'not-contained',
  steps: [step('deactivate-key', 'failed', { reason: 'no' })],
});

/** As Security Hub would show it: the severity that its provider gives becomes its own. */
const imported = (over: object = {}) => {
  const home = { accountId: '111122223333', region: 'eu-west-1', updatedAt: '2026-11-23T03:00:05.000Z' };
  const finding = findingOf(open, tellingOf(open, {}), home);
  const { Severity, Types } = finding.FindingProviderFields ?? {};
  return {
    source: 'aws.securityhub',
    'detail-type': 'Security Hub Findings - Imported',
    time: '2026-11-23T03:00:06Z',
    detail: { findings: [{ ...finding, Severity, Types, ...over }] },
  };
};

describe('our own finding, as Security Hub sends it to everybody', () => {
  it('is no leak, however severe: it would contain again what was restored', () => {
    expect(readSecurityHubEvent(imported())).toMatchObject({
      kind: 'not-a-leak',
      tell: 'log',
      reason: expect.stringContaining('an incident of ours'),
    });
  });

  it.each([
    ['another generator', { GeneratorId: 'key-watch' }],
    ['another kind of id', { Id: 'key-watch/1' }],
    ['another product', { ProductArn: 'arn:aws:securityhub:eu-west-1::product/acme/watch' }],
  ])('is one of somebody else with %s', (_, over) => {
    const reading = readSecurityHubEvent(imported(over));
    expect(reading).toMatchObject({ kind: 'leak', signals: [{ accessKeyId: key, certainty: 'claimed' }] });
  });

  it('is not mailed either when the new Security Hub sends it', () => {
    const finding = {
      finding_info: { title: 'NOT CONTAINED', uid: `tourniquet/${open.incidentId}` },
      severity: 'Critical',
      resources: [{ type: 'AwsIamAccessKey', uid: key }],
    };
    const event = {
      source: 'aws.securityhub',
      'detail-type': 'Findings Imported V2',
      detail: { findings: [finding] },
    };
    expect(readSecurityHubEvent(event)).toMatchObject({ kind: 'not-a-leak', tell: 'log' });
  });
});
