/** The tactics that an action in a cloud account can serve, as the field names them, in the order of an attack. */
export const tactics = [
  'initial access',
  'execution',
  'persistence',
  'privilege escalation',
  'defense evasion',
  'credential access',
  'discovery',
  'lateral movement',
  'collection',
  'exfiltration',
  'impact',
] as const;

export type Tactic = (typeof tactics)[number];

interface Entry {
  /** With the parent's name in front: `Cloud Account` alone is the name of two techniques. */
  name: string;
  /** The tactics it serves; the first is the one that is meant where a row says nothing else. */
  tactics: readonly [Tactic, ...Tactic[]];
}

/**
 * The techniques of ATT&CK Enterprise that calls to AWS can show: ids, names and tactics as in version 18. Version 19
 * (April 2026) renumbers T1562 and renames its tactic; docs/techniques.md says why that is not followed yet.
 */
export const catalogue = {
  'T1020.001': { name: 'Automated Exfiltration: Traffic Duplication', tactics: ['exfiltration'] },
  'T1021.007': { name: 'Remote Services: Cloud Services', tactics: ['lateral movement'] },
  'T1021.008': { name: 'Remote Services: Direct Cloud VM Connections', tactics: ['lateral movement'] },
  'T1059.009': { name: 'Command and Scripting Interpreter: Cloud API', tactics: ['execution'] },
  'T1069.003': { name: 'Permission Groups Discovery: Cloud Groups', tactics: ['discovery'] },
  T1070: { name: 'Indicator Removal', tactics: ['defense evasion'] },
  'T1078.004': {
    name: 'Valid Accounts: Cloud Accounts',
    tactics: ['initial access', 'privilege escalation', 'persistence', 'defense evasion'],
  },
  'T1087.004': { name: 'Account Discovery: Cloud Account', tactics: ['discovery'] },
  T1098: { name: 'Account Manipulation', tactics: ['persistence', 'privilege escalation'] },
  'T1098.001': {
    name: 'Account Manipulation: Additional Cloud Credentials',
    tactics: ['persistence', 'privilege escalation'],
  },
  'T1098.003': {
    name: 'Account Manipulation: Additional Cloud Roles',
    tactics: ['persistence', 'privilege escalation'],
  },
  'T1098.004': {
    name: 'Account Manipulation: SSH Authorized Keys',
    tactics: ['persistence', 'privilege escalation'],
  },
  'T1098.006': {
    name: 'Account Manipulation: Additional Container Cluster Roles',
    tactics: ['persistence', 'privilege escalation'],
  },
  T1119: { name: 'Automated Collection', tactics: ['collection'] },
  T1133: { name: 'External Remote Services', tactics: ['persistence', 'initial access'] },
  'T1136.003': { name: 'Create Account: Cloud Account', tactics: ['persistence'] },
  T1201: { name: 'Password Policy Discovery', tactics: ['discovery'] },
  'T1213.003': { name: 'Data from Information Repositories: Code Repositories', tactics: ['collection'] },
  'T1213.006': { name: 'Data from Information Repositories: Databases', tactics: ['collection'] },
  'T1484.002': {
    name: 'Domain or Tenant Policy Modification: Trust Modification',
    tactics: ['privilege escalation', 'defense evasion'],
  },
  T1485: { name: 'Data Destruction', tactics: ['impact'] },
  'T1485.001': { name: 'Data Destruction: Lifecycle-Triggered Deletion', tactics: ['impact'] },
  T1486: { name: 'Data Encrypted for Impact', tactics: ['impact'] },
  T1489: { name: 'Service Stop', tactics: ['impact'] },
  T1490: { name: 'Inhibit System Recovery', tactics: ['impact'] },
  'T1491.002': { name: 'Defacement: External Defacement', tactics: ['impact'] },
  'T1496.001': { name: 'Resource Hijacking: Compute Hijacking', tactics: ['impact'] },
  'T1496.004': { name: 'Resource Hijacking: Cloud Service Hijacking', tactics: ['impact'] },
  T1525: { name: 'Implant Internal Image', tactics: ['persistence'] },
  T1526: { name: 'Cloud Service Discovery', tactics: ['discovery'] },
  T1528: { name: 'Steal Application Access Token', tactics: ['credential access'] },
  T1530: { name: 'Data from Cloud Storage', tactics: ['collection'] },
  T1531: { name: 'Account Access Removal', tactics: ['impact'] },
  T1535: { name: 'Unused/Unsupported Cloud Regions', tactics: ['defense evasion'] },
  T1537: { name: 'Transfer Data to Cloud Account', tactics: ['exfiltration'] },
  T1538: { name: 'Cloud Service Dashboard', tactics: ['discovery'] },
  T1546: { name: 'Event Triggered Execution', tactics: ['persistence', 'privilege escalation'] },
  'T1548.005': {
    name: 'Abuse Elevation Control Mechanism: Temporary Elevated Cloud Access',
    tactics: ['privilege escalation', 'defense evasion'],
  },
  'T1550.001': {
    name: 'Use Alternate Authentication Material: Application Access Token',
    tactics: ['lateral movement', 'defense evasion'],
  },
  'T1552.001': { name: 'Unsecured Credentials: Credentials In Files', tactics: ['credential access'] },
  'T1552.004': { name: 'Unsecured Credentials: Private Keys', tactics: ['credential access'] },
  'T1552.005': {
    name: 'Unsecured Credentials: Cloud Instance Metadata API',
    tactics: ['credential access'],
  },
  T1555: { name: 'Credentials from Password Stores', tactics: ['credential access'] },
  'T1555.006': {
    name: 'Credentials from Password Stores: Cloud Secrets Management Stores',
    tactics: ['credential access'],
  },
  T1556: {
    name: 'Modify Authentication Process',
    tactics: ['persistence', 'credential access', 'defense evasion'],
  },
  'T1556.006': {
    name: 'Modify Authentication Process: Multi-Factor Authentication',
    tactics: ['persistence', 'credential access', 'defense evasion'],
  },
  'T1556.009': {
    name: 'Modify Authentication Process: Conditional Access Policies',
    tactics: ['persistence', 'credential access', 'defense evasion'],
  },
  'T1562.001': { name: 'Impair Defenses: Disable or Modify Tools', tactics: ['defense evasion'] },
  'T1562.007': { name: 'Impair Defenses: Disable or Modify Cloud Firewall', tactics: ['defense evasion'] },
  'T1562.008': { name: 'Impair Defenses: Disable or Modify Cloud Logs', tactics: ['defense evasion'] },
  T1567: { name: 'Exfiltration Over Web Service', tactics: ['exfiltration'] },
  'T1578.001': {
    name: 'Modify Cloud Compute Infrastructure: Create Snapshot',
    tactics: ['defense evasion'],
  },
  'T1578.002': {
    name: 'Modify Cloud Compute Infrastructure: Create Cloud Instance',
    tactics: ['defense evasion'],
  },
  'T1578.003': {
    name: 'Modify Cloud Compute Infrastructure: Delete Cloud Instance',
    tactics: ['defense evasion'],
  },
  'T1578.005': {
    name: 'Modify Cloud Compute Infrastructure: Modify Cloud Compute Configurations',
    tactics: ['defense evasion'],
  },
  T1580: { name: 'Cloud Infrastructure Discovery', tactics: ['discovery'] },
  T1609: { name: 'Container Administration Command', tactics: ['execution'] },
  T1610: { name: 'Deploy Container', tactics: ['execution', 'defense evasion'] },
  T1619: { name: 'Cloud Storage Object Discovery', tactics: ['discovery'] },
  T1648: { name: 'Serverless Execution', tactics: ['execution'] },
  T1649: { name: 'Steal or Forge Authentication Certificates', tactics: ['credential access'] },
  T1651: { name: 'Cloud Administration Command', tactics: ['execution'] },
  T1654: { name: 'Log Enumeration', tactics: ['discovery'] },
  T1666: { name: 'Modify Cloud Resource Hierarchy', tactics: ['defense evasion'] },
} as const satisfies Record<string, Entry>;

export type TechniqueId = keyof typeof catalogue;

/** A technique, or one of its tactics other than the first: only the tactics that it has are taken by the compiler. */
export type Reading =
  | TechniqueId
  | { [Id in TechniqueId]: readonly [Id, (typeof catalogue)[Id]['tactics'][number]] }[TechniqueId];

/** Techniques by action, the one that says most first. */
export type TechniqueTable = Readonly<Record<string, readonly Reading[]>>;
