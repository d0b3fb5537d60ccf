import { describe, expect, it } from 'vitest';
import { parseRules } from '#lib/platform/rules.ts';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import { read, signalsOf, withField } from './guardduty-reading.ts';

describe('the type of a finding', () => {
  it.each([
    'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
    'CredentialAccess:IAMUser/CompromisedCredentials',
    'Exfiltration:S3/MaliciousIPCaller',
  ])('%s is acted on', (type) => {
    expect(signalsOf(withField(userEvent, 'detail.type', type))).toHaveLength(1);
  });

  it.each([
    'Recon:IAMUser/UserPermissions',
    'CredentialAccess:IAMUser/AnomalousBehavior',
    'CredentialAccess:RDS/ModifyAuthenticationProcess',
    'Policy:IAMUser/RootCredentialUsage',
    'SomethingNew:IAMUser/NobodyKnows',
    'SomethingNew:Quantum/NobodyKnows',
  ])('%s is told to people once', (type) => {
    const reading = read(withField(userEvent, 'detail.type', type));
    expect(reading).toMatchObject({
      kind: 'not-a-leak',
      tell: 'mail',
      id: 'guardduty:1ec9b0a7d5f24c3e8b6a09f1e2d3c4b5',
    });
    const start = `GuardDuty reports ${type} in account 123456789012, eu-central-1 (severity 5): API ListBuckets was invoked from a Tor exit node. Not acted on: `;
    expect('reason' in reading && reading.reason.startsWith(start)).toBe(true);
  });

  it('is named as unknown when no table has it', () => {
    const reading = read(withField(userEvent, 'detail.type', 'SomethingNew:Quantum/NobodyKnows'));
    expect(reading).toHaveProperty('reason', expect.stringContaining('Not acted on: unknown type'));
  });

  it('that is about a machine is logged', () => {
    const reading = read(withField(userEvent, 'detail.type', 'UnauthorizedAccess:EC2/TorClient'));
    expect(reading).toMatchObject({ kind: 'not-a-leak', tell: 'log' });
  });

  it('that is reported waits for the digest while its severity is low', () => {
    const low = withField(userEvent, 'detail.severity', 2);
    const reading = read(withField(low, 'detail.type', 'Discovery:IAMUser/AnomalousBehavior'));
    expect(reading).toMatchObject({ kind: 'not-a-leak', tell: 'digest' });
    expect(reading).toHaveProperty('reason', expect.stringContaining('its severity 2 is below the 4'));
  });

  it.each([undefined, null, '8', {}, Number.NaN])('acts when the severity is %j', (severity) => {
    expect(signalsOf(withField(userEvent, 'detail.severity', severity))).toHaveLength(1);
  });
});

describe('the rules that were deployed', () => {
  // Parsed, as they come from a file.
  const rulesOf = (...guardduty: object[]) => parseRules({ guardduty });
  const rule = (type: string, outcome: string, more: object = {}) =>
    Object.fromEntries([
      ['type', type],
      ['outcome', outcome],
      ['reason', 'we say so'],
      ...Object.entries(more),
    ]);
  const recon = withField(userEvent, 'detail.type', 'Recon:IAMUser/TorIPCaller');

  it('come before the table', () => {
    expect(readGuardDutyEvent(recon, rulesOf(rule('Recon:*', 'act')))).toMatchObject({ kind: 'leak' });
    expect(readGuardDutyEvent(userEvent, rulesOf(rule('*', 'ignore')))).toMatchObject({
      kind: 'not-a-leak',
      tell: 'log',
    });
  });

  it('keep a low severity from being acted on', () => {
    const rules = rulesOf(rule('*TorIPCaller', 'act', { minimumSeverity: 6 }));
    expect(readGuardDutyEvent(userEvent, rules)).toMatchObject({
      kind: 'not-a-leak',
      tell: 'digest',
      reason: expect.stringContaining('its severity 5 is below the 6 of its rule (we say so)'),
    });
    const higher = withField(userEvent, 'detail.severity', 6);
    const missing = withField(userEvent, 'detail.severity', undefined);
    expect(readGuardDutyEvent(higher, rules)).toMatchObject({ kind: 'leak' });
    expect(readGuardDutyEvent(missing, rules)).toMatchObject({ kind: 'leak' });
  });

  it('cannot make a sample act', () => {
    const sample = withField(userEvent, 'detail.title', '[SAMPLE] x');
    expect(readGuardDutyEvent(sample, rulesOf(rule('*', 'act')))).toMatchObject({ kind: 'not-a-leak' });
  });

  it('act on a machine only where a credential is named', () => {
    const event = withField(userEvent, 'detail.type', 'Trojan:EC2/DropPoint');
    const rules = rulesOf(rule('Trojan:*', 'act'));
    expect(readGuardDutyEvent(event, rules)).toMatchObject({ kind: 'leak' });
    const machine = withField(event, 'detail.resource', { instanceDetails: { instanceId: 'i-0a1b2c3d' } });
    expect(readGuardDutyEvent(machine, rules)).toMatchObject({
      kind: 'not-a-leak',
      tell: 'mail',
      reason: expect.stringContaining('it names no credential'),
    });
  });
});
