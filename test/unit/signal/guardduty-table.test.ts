import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRules } from '#lib/platform/rules.ts';
import { fits } from '#lib/platform/wildcard.ts';
import { judgeFinding } from '#lib/signal/guardduty/judge.ts';
import { shippedTable } from '#lib/signal/guardduty/table.ts';

const guide = readFileSync(new URL('../../../docs/guardduty.md', import.meta.url), 'utf8');

/** The cells of a table's rows, below the head that begins with `first`. */
const rowsBelow = (first: string): string[][] => {
  const lines = guide.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

describe('the page about findings', () => {
  it('shows the table that is shipped, row by row', () => {
    const shown = rowsBelow('finding types').map(([types = '', outcome, minimum, reason]) => ({
      types: types.split(', ').map((type) => type.replace(/^`(.*)`$/, '$1')),
      outcome,
      ...(minimum && { minimumSeverity: Number(minimum) }),
      reason,
    }));
    expect(shown).toEqual(shippedTable);
  });

  it('tells every outcome', () => {
    const told = rowsBelow('outcome').map(([outcome = '']) => outcome.replaceAll('`', ''));
    expect(new Set(shippedTable.map(({ outcome }) => outcome))).toEqual(new Set(told));
  });

  it('gives an example of rules that can be deployed and does what it says', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? [];
    const { guardduty } = parseRules(JSON.parse(example));
    const inside = 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS';
    expect(judgeFinding(inside, 5, guardduty)).toMatchObject({ outcome: 'report', tell: 'digest' });
    expect(judgeFinding(inside, 8, guardduty)).toMatchObject({ outcome: 'act' });
    expect(judgeFinding('Recon:IAMUser/TorIPCaller', 5, guardduty)).toMatchObject({ outcome: 'act' });
    expect(judgeFinding('PenTest:S3/KaliLinux', 5, guardduty)).toMatchObject({ outcome: 'ignore' });
  });
});

// The types of the GuardDuty user guide that may be about a credential, as of November 2026.
const acting = `AttackSequence:EC2/CompromisedInstanceGroup AttackSequence:ECS/CompromisedCluster
  AttackSequence:EKS/CompromisedCluster AttackSequence:IAM/CompromisedCredentials AttackSequence:S3/CompromisedData
  CredentialAccess:IAMUser/CompromisedCredentials UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B
  UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration
  UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS
  UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS
  UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.InsideAWS
  UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS
  UnauthorizedAccess:IAMUser/MaliciousIPCaller UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom
  UnauthorizedAccess:IAMUser/TorIPCaller UnauthorizedAccess:S3/MaliciousIPCaller.Custom
  UnauthorizedAccess:S3/TorIPCaller Discovery:S3/MaliciousIPCaller Discovery:S3/MaliciousIPCaller.Custom
  Discovery:S3/TorIPCaller Exfiltration:S3/MaliciousIPCaller Impact:S3/MaliciousIPCaller`;

const reported = `CredentialAccess:IAMUser/AnomalousBehavior DefenseEvasion:IAMUser/AnomalousBehavior
  DefenseEvasion:IAMUser/BedrockLoggingDisabled Discovery:IAMUser/AnomalousBehavior
  Exfiltration:IAMUser/AnomalousBehavior Impact:IAMUser/AnomalousBehavior InitialAccess:IAMUser/AnomalousBehavior
  Persistence:IAMUser/AnomalousBehavior PrivilegeEscalation:IAMUser/AnomalousBehavior
  Impact:IAMUser/AnomalousModelInvocation Impact:IAMUser/CostHarvesting Impact:IAMUser/PromptInjection.Direct
  PenTest:IAMUser/KaliLinux PenTest:IAMUser/ParrotLinux PenTest:S3/PentooLinux Policy:IAMUser/RootCredentialUsage
  Policy:IAMUser/ShortTermRootCredentialUsage Policy:S3/BucketAnonymousAccessGranted
  Policy:Kubernetes/ExposedDashboard Recon:EC2/Portscan Recon:IAMUser/MaliciousIPCaller
  Recon:IAMUser/MaliciousIPCaller.Custom Recon:IAMUser/TorIPCaller Recon:IAMUser/UserPermissions
  Stealth:IAMUser/CloudTrailLoggingDisabled Stealth:IAMUser/PasswordPolicyChange Stealth:S3/ServerAccessLoggingDisabled
  Discovery:S3/AnomalousBehavior Exfiltration:S3/AnomalousBehavior Impact:S3/AnomalousBehavior.Delete
  Exfiltration:S3/ObjectRead.Unusual PrivilegeEscalation:IAMUser/AdministrativePermissions
  Persistence:IAMUser/UserPermissions ResourceConsumption:IAMUser/ComputeResources UnauthorizedAccess:IAMUser/ConsoleLogin
  Persistence:IAM/AccountManipulation PrivilegeEscalation:IAM/AccountManipulation InitialAccess:IAM/ValidAccounts
  CredentialAccess:EC2/UnsecuredCredentials CredentialAccess:RDS/ModifyAuthenticationProcess
  DefenseImpairment:Organizations/DisableOrModifyTools Execution:SageMaker/CommandAndScriptingInterpreter
  Exfiltration:EC2/TransferDataToCloudAccount Exfiltration:S3/TransferDataToCloudAccount Impact:S3/DataDestruction
  Impact:SES/ResourceHijacking InitialAccess:RDS/ExploitPublicFacingApplication LateralMovement:EC2/RemoteServices
  Persistence:EC2/ExternalRemoteServices Persistence:Lambda/AccountManipulation
  Persistence:RolesAnywhere/AccountManipulation ResourceDevelopment:SES/CompromiseAccounts
  CryptoCurrency:EC2/BitcoinTool.B!DNS CryptoCurrency:Runtime/BitcoinTool.B UnauthorizedAccess:EC2/MetadataDNSRebind
  UnauthorizedAccess:Runtime/MetadataDNSRebind CredentialAccess:Kubernetes/TorIPCaller
  Impact:Kubernetes/MaliciousIPCaller.Custom
  CredentialAccess:Kubernetes/AnomalousBehavior.SecretsAccessed CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin`;

const ignored = `UnauthorizedAccess:EC2/SSHBruteForce UnauthorizedAccess:Lambda/TorRelay Backdoor:EC2/C&CActivity.B!DNS
  Behavior:EC2/TrafficVolumeUnusual Trojan:EC2/DNSDataExfiltration Impact:EC2/WinRMBruteForce
  DefenseEvasion:EC2/UnusualDNSResolver Execution:Runtime/ReverseShell PrivilegeEscalation:Runtime/ElevationToRoot
  Execution:Kubernetes/ExecInKubeSystemPod Execution:EC2/MaliciousFile Execution:EC2/MaliciousFile!Snapshot
  Execution:Container/SuspiciousFile Object:S3/MaliciousFile CredentialAccess:RDS/MaliciousIPCaller.FailedLogin
  Discovery:RDS/TorIPCaller`;

describe('the table that is shipped', () => {
  it.each([
    ['act', acting],
    ['report', reported],
    ['ignore', ignored],
  ])('has the known types that shall %s, and none as unknown', (outcome, types) => {
    for (const type of types.split(/\s+/)) {
      const judgement = judgeFinding(type, 5, []);
      expect({ type, outcome: judgement.outcome }).toEqual({ type, outcome });
      expect(judgement.reason).not.toContain('unknown');
    }
  });

  it('has no entry and no pattern that can never decide', () => {
    const types = [acting, reported, ignored].flatMap((each) => each.split(/\s+/));
    const deciding = types.map((type) =>
      shippedTable.findIndex((entry) => entry.types.some((pattern) => fits(type, pattern))),
    );
    expect([...new Set(deciding)].toSorted((a, b) => a - b)).toEqual(shippedTable.map((_, at) => at));
    const patterns = shippedTable.flatMap((entry) => entry.types);
    expect(patterns.filter((pattern) => !types.some((type) => fits(type, pattern)))).toEqual([]);
  });

  it.each(['Nothing:Known/AtAll', 'IAMUser', '*', ''])('reports %j as unknown', (type) => {
    expect(judgeFinding(type, 9, [])).toMatchObject({
      outcome: 'report',
      tell: 'mail',
      reason: expect.stringContaining('unknown type'),
    });
  });
});

describe('a pattern', () => {
  it.each([
    ['Recon:*', 'Recon:EC2/Portscan', true],
    ['Recon:*', 'Recon:', true],
    ['Recon:*', 'recon:EC2/Portscan', false],
    ['*', '', true],
    ['**', 'x', true],
    ['*:IAMUser/*', 'A:IAMUser/B', true],
    ['*:IAMUser/*', 'A:IAM/B', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['ab*bc', 'abc', false],
    ['a*b*c', 'a-c-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['Backdoor:EC2/C&CActivity.B', 'Backdoor:EC2/C&CActivityXB', false],
  ])('%s on %s is %s', (pattern, type, does) => {
    expect(fits(type, pattern)).toBe(does);
  });

  it('of many stars is done at once', () => {
    expect(fits('a'.repeat(200), `${'*a'.repeat(99)}b`)).toBe(false);
  });
});
