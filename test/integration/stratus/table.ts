import type { KnownCredential } from '#lib/investigation/investigation.ts';

type Link = Pick<KnownCredential, 'id' | 'kind' | 'issuedBy' | 'via' | 'certain'>;

export interface Expected {
  file: string;
  /** The key that is asked for; null where no call of the recording carries one. */
  key: string | null;
  /** Its own kind. */
  kind?: KnownCredential['kind'];
  /** All that came from it, no more. */
  issued?: (Link & { events: number; failed: number })[];
  created?: { type: string; id: string; removedAt?: string }[];
  /** What was changed without being made, and the commands that were run: ids that `touched` or `created` name. */
  touched?: string[];
  /** ATT&CK techniques that must be told; of several in one text one will do, where ATT&CK leaves it open. */
  techniques: string[];
  /** Of the key and all that is certain to come from it. */
  events: number;
  failed: number;
}

const attack = (name: string): string => `stratus-red-team/aws.${name}.json`;

const session = (issuedBy: string, id: string, events: number, failed: number) =>
  ({ id, kind: 'role-session', issuedBy, via: 'AssumeRole', certain: true, events, failed }) as const;

/** What each recording holds, written down from reading it. */
export const table: Expected[] = [
  {
    // The role is assumed four times: refused twice while IAM has not caught up, then twice at once.
    file: attack('credential-access.ec2-get-password-data'),
    key: 'AKIAWOGXN38MFN92ING5',
    issued: [
      session('AKIAWOGXN38MFN92ING5', 'ASIA7RQR64ZW9JXKWPUO', 0, 0),
      session('AKIAWOGXN38MFN92ING5', 'ASIANQQHHS551LWULIWD', 30, 30),
    ],
    techniques: ['T1552|T1552.001|T1552.005|T1555|T1555.006'],
    events: 34,
    failed: 32,
  },
  {
    file: attack('credential-access.ec2-get-password-data'),
    key: 'ASIANQQHHS551LWULIWD',
    kind: 'role-session',
    techniques: [],
    events: 30,
    failed: 30,
  },
  {
    // EC2 issued the session to an instance that stood before. That a command on the instance took it is inferred: it
    // is used from the same address right after.
    file: attack('credential-access.ec2-steal-instance-credentials'),
    key: 'AKIAAM80VXLJF8NPK4VC',
    issued: [
      {
        id: 'ASIAP5CT9NN8EYVU1FXV',
        kind: 'role-session',
        issuedBy: 'AKIAAM80VXLJF8NPK4VC',
        via: 'SendCommand',
        certain: false,
        events: 2,
        failed: 0,
      },
    ],
    touched: ['f6887251-cdde-4251-a026-f50a25f521f7'],
    techniques: ['T1651'],
    events: 43,
    failed: 0,
  },
  {
    file: attack('credential-access.ec2-steal-instance-credentials'),
    key: 'ASIAP5CT9NN8EYVU1FXV',
    kind: 'role-session',
    techniques: ['T1580'],
    events: 2,
    failed: 0,
  },
  {
    file: attack('credential-access.secretsmanager-retrieve-secrets'),
    key: 'AKIA1JMTHE9ZMZMWG0MG',
    techniques: ['T1555.006'],
    events: 21,
    failed: 0,
  },
  {
    file: attack('defense-evasion.cloudtrail-event-selectors'),
    key: 'AKIA2I0BSXU5LNRWIN0K',
    touched: ['stratus-red-team-ctes-trail-khlvciwdor'],
    techniques: ['T1562.008'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('defense-evasion.cloudtrail-stop'),
    key: 'AKIAGGWFBBHBE7D3M9WI',
    touched: ['stratus-red-team-ct-stop-trail-buykxbqejv'],
    techniques: ['T1562.008'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('defense-evasion.vpc-remove-flow-logs'),
    key: 'AKIA5Q8Z0GHOBYSEN9D6',
    touched: ['fl-0e17aa62a21d4bbfe'],
    techniques: ['T1562.008'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('discovery.ec2-download-user-data'),
    key: 'AKIAMJ2320ZAXACWCPJI',
    issued: [
      session('AKIAMJ2320ZAXACWCPJI', 'ASIA4URVX2JM5MT0ZGK8', 15, 15),
      session('AKIAMJ2320ZAXACWCPJI', 'ASIA74KS09ZFFBFV9E6K', 0, 0),
    ],
    techniques: ['T1580|T1552|T1552.005'],
    events: 19,
    failed: 17,
  },
  {
    file: attack('discovery.ec2-download-user-data'),
    key: 'ASIA4URVX2JM5MT0ZGK8',
    kind: 'role-session',
    techniques: [],
    events: 15,
    failed: 15,
  },
  {
    file: attack('execution.ssm-send-command'),
    key: 'AKIAW9X2Q2U25SK79UCX',
    touched: ['4e973221-443e-4a56-a0b4-1cb3c7923fc3'],
    techniques: ['T1651'],
    events: 56,
    failed: 0,
  },
  {
    file: attack('exfiltration.ec2-security-group-open-port-22-ingress'),
    key: 'AKIAXW7UJ577KFYIAHIM',
    created: [{ type: 'AWS::EC2::SecurityGroupIngress', id: 'sgr-09b3e3d2ca1edf2a2' }],
    techniques: ['T1562.007'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('exfiltration.ec2-share-ami'),
    key: 'AKIA40XZ2OQU8R4QKTAC',
    touched: ['ami-de1fbCab6ccB03e6D'],
    techniques: ['T1537'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('exfiltration.rds-share-snapshot'),
    key: 'AKIAIYTVC64GTXUFCS2X',
    touched: ['exfiltration'],
    techniques: ['T1537'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('impact.bedrock-invoke-model'),
    key: 'ASIA6FTSFH98XNF7DFZB',
    kind: 'role-session',
    techniques: ['T1496.004'],
    events: 15,
    failed: 0,
  },
  // One ConsoleLogin, which names no key: who asks for a key finds nothing.
  {
    file: attack('initial-access.console-login-without-mfa'),
    key: null,
    techniques: [],
    events: 0,
    failed: 0,
  },
  {
    file: attack('lateral-movement.ec2-instance-connect'),
    key: 'AKIAGM9ZC9KUL0AYEVUM',
    techniques: ['T1021.008|T1021.004|T1098.004'],
    events: 3,
    failed: 0,
  },
  {
    file: attack('persistence.iam-backdoor-role'),
    key: 'AKIAMUV7B57OZM0RV05D',
    touched: ['stratus-red-team-backdoor-r-role'],
    techniques: ['T1098|T1098.001|T1098.003|T1484.002'],
    events: 1,
    failed: 0,
  },
  {
    file: attack('persistence.iam-create-admin-user'),
    key: 'AKIAOZUDECYXYM4ONAN4',
    issued: [
      {
        id: 'AKIAXAFZN8JEPF6L682H',
        kind: 'access-key',
        issuedBy: 'AKIAOZUDECYXYM4ONAN4',
        via: 'CreateAccessKey',
        certain: true,
        events: 0,
        failed: 0,
      },
    ],
    created: [
      { type: 'AWS::IAM::AccessKey', id: 'AKIAXAFZN8JEPF6L682H' },
      { type: 'AWS::IAM::User', id: 'malicious-iam-user' },
    ],
    techniques: ['T1098.001', 'T1098.003', 'T1136.003'],
    events: 3,
    failed: 0,
  },
  {
    // The thief's clean-up is refused while the login profile is being made: it still stands.
    file: attack('persistence.iam-create-user-login-profile'),
    key: 'AKIAE18PGYHCY2CYMTFK',
    issued: [
      {
        id: 'login-profile:arn:aws:iam::070411556318:user/stratus-red-team-login-profile-user',
        kind: 'login-profile',
        issuedBy: 'AKIAE18PGYHCY2CYMTFK',
        via: 'CreateLoginProfile',
        certain: true,
        events: 0,
        failed: 0,
      },
    ],
    techniques: ['T1098.001|T1098|T1136.003'],
    events: 3,
    failed: 1,
  },
  {
    file: attack('persistence.lambda-backdoor-function'),
    key: 'AKIAYALJGCQ7J893JO5I',
    // The permission is new; the policy of the function, which stood there, has changed.
    created: [{ type: 'AWS::Lambda::Permission', id: 'backdoor' }],
    touched: ['stratus-red-team-backdoor-f-func'],
    techniques: ['T1098|T1098.001|T1098.003|T1546|T1648'],
    events: 1,
    failed: 0,
  },
];
