import { describe, expect, it, test } from 'vitest';
import { techniquesOf } from '#lib/investigation/meaning/techniques.ts';
import { actionIn, atHand, attacks, ruleTests } from './recorded.ts';

// Written from reading the records and the pages of Stratus Red Team that describe each attack.
const expected: Record<string, string[]> = {
  'credential-access.ec2-get-password-data': ['T1078.004', 'T1550.001', 'T1552.005', 'T1555'],
  'credential-access.ec2-steal-instance-credentials': ['T1087.004', 'T1552.005', 'T1580', 'T1651'],
  'credential-access.secretsmanager-retrieve-secrets': ['T1555.006'],
  'defense-evasion.cloudtrail-event-selectors': ['T1562.008'],
  'defense-evasion.cloudtrail-stop': ['T1562.008'],
  'defense-evasion.vpc-remove-flow-logs': ['T1562.008'],
  'discovery.ec2-download-user-data': ['T1078.004', 'T1550.001', 'T1552.005', 'T1580'],
  'execution.ssm-send-command': ['T1580', 'T1651'],
  'exfiltration.ec2-security-group-open-port-22-ingress': ['T1562.007'],
  'exfiltration.ec2-share-ami': ['T1537'],
  'exfiltration.rds-share-snapshot': ['T1537'],
  'impact.bedrock-invoke-model': ['T1496.004', 'T1580'],
  'initial-access.console-login-without-mfa': ['T1078.004', 'T1538'],
  'lateral-movement.ec2-instance-connect': ['T1021.008', 'T1098.004'],
  'persistence.iam-backdoor-role': ['T1098.003'],
  'persistence.iam-create-admin-user': ['T1098.001', 'T1098.003', 'T1136.003'],
  'persistence.iam-create-user-login-profile': ['T1087.004', 'T1098.001', 'T1531'],
  'persistence.lambda-backdoor-function': ['T1546', 'T1648'],
};

describe.runIf(atHand)('recorded attacks', () => {
  it('are all read', () => {
    const all = attacks();
    console.info(
      `Replayed ${all.length} recorded attacks, ${all.flatMap(([, records]) => records).length} calls.`,
    );
    expect(all.map(([name]) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(attacks())('%s', (name, records) => {
    const ids = records.flatMap((record) => {
      const found = techniquesOf(actionIn(record), record).map(({ id }) => id);
      expect(found, `${actionIn(record)} has no technique`).not.toEqual([]);
      return found;
    });
    expect([...new Set(ids)].toSorted()).toEqual(expected[name]);
  });
});

/** Rules that see something in these, where a technique would claim too much. */
const noAttack: Record<string, string> = {
  'cloudtrail:CreateTrail': 'switches a log on',
  'cloudtrail:EnableRegion': 'no call of CloudTrail: account:EnableRegion is mapped',
  'config:PutDeliveryChannel': 'switches a log on',
  'ec2:DeleteTrafficMirrorTarget': 'ends what others began',
  'ec2:CreateVpc': 'builds, and lets nobody in',
  'iam:AttachUserPolicy': "AWS's own quarantine",
  's3:PutBucketVersioning': 'switches it on',
  's3:PutBucketAcl': 'makes it private',
  'logs:CreateLogStream': 'everybody does it all day',
};

test.runIf(atHand)('the records of rule tests', () => {
  const records = ruleTests();
  const mapped = records.filter(({ event }) => techniquesOf(actionIn(event), event).length > 0);
  const missed = records.filter((record) => record.expected && !mapped.includes(record));
  console.info(
    `Replayed ${records.length} records of rule tests: ${mapped.length} are mapped to techniques.`,
  );
  expect(mapped.length).toBeGreaterThan(380);
  expect([...new Set(missed.map(({ event }) => actionIn(event)))].toSorted()).toEqual(
    Object.keys(noAttack).toSorted(),
  );
});
