import { ConfigError } from './config-error.ts';

/**
 * Every setting, by the name of its environment variable. This file is the only reader of process.env (a test
 * keeps it so), and each setting is read when it is asked for, so that a function needs only its own.
 */
const required = (setting: string): string => {
  const value = process.env[setting];
  if (!value) throw new ConfigError(setting, 'is not set');
  return value;
};

const optional = (setting: string): string | undefined => process.env[setting] || undefined;

export const config = {
  region: () => optional('AWS_REGION') ?? optional('AWS_DEFAULT_REGION') ?? 'us-east-1',
  /** Where AWS answers, when it is not the real one (the embedded AWS, or another emulator). */
  endpoint: () => optional('AWS_ENDPOINT_URL'),
  /** The account that the functions run in. */
  accountId: () => required('TOURNIQUET_ACCOUNT_ID'),
  table: () => required('TOURNIQUET_TABLE'),
  configuredTable: () => optional('TOURNIQUET_TABLE'),
  signalsQueueUrl: () => required('TOURNIQUET_SIGNALS_QUEUE_URL'),
  /** Where a message that can never be understood is kept for people, redacted. */
  deadLettersQueueUrl: () => required('TOURNIQUET_DEAD_LETTERS_QUEUE_URL'),
  mailTopicArn: () => required('TOURNIQUET_MAIL_TOPIC_ARN'),
  /** Not-contained, protected, brake and dead letters only: fit for a pager. */
  pagesTopicArn: () => required('TOURNIQUET_PAGES_TOPIC_ARN'),
  investigateFunction: () => required('TOURNIQUET_INVESTIGATE_FUNCTION'),
  /** Named in mails, for the command that contains. */
  containFunction: () => optional('TOURNIQUET_CONTAIN_FUNCTION'),
  /** Named in mails, for the command that undoes. */
  restoreFunction: () => required('TOURNIQUET_RESTORE_FUNCTION'),
  /** Secrets Manager: `{"current":"…","previous":"…"}`. */
  webhookSecretId: () => required('TOURNIQUET_WEBHOOK_SECRET_ID'),
  /** Secrets Manager: `{"appId":1,"privateKey":"-----BEGIN …"}`, or one of these for each host under `hosts`. */
  githubAppSecretId: () => required('TOURNIQUET_GITHUB_APP_SECRET_ID'),
  githubApiUrl: () => optional('TOURNIQUET_GITHUB_API_URL') ?? 'https://api.github.com',
  /** JSON: what people decided (lib/platform/rules.ts); the defaults where it is not set. */
  rulesFile: () => optional('TOURNIQUET_RULES_FILE'),
  /** When the system was first deployed, ISO 8601 UTC: alerts that are older are backlog. */
  deployedAt: () => optional('TOURNIQUET_DEPLOYED_AT'),
  /** ARN patterns of our own roles, separated by commas: they are never contained. */
  ownRoles: () => (optional('TOURNIQUET_OWN_ROLES') ?? '').split(',').filter(Boolean),
  /** The role to assume in another account, by name, and what proves to it that we mean it. */
  memberRole: () => optional('TOURNIQUET_MEMBER_ROLE'),
  memberExternalId: () => optional('TOURNIQUET_MEMBER_EXTERNAL_ID'),
  /** Set only where the deny of role sessions is switched on. */
  revokeSessionsFunction: () => optional('TOURNIQUET_REVOKE_SESSIONS_FUNCTION'),
  /** Whether whoever is contained is tagged, for the guard's service control policy (docs/guard.md). */
  guard: () => optional('TOURNIQUET_GUARD') === 'true',
  /** The trail in S3 as a table of Athena, and how to ask it (lib/investigation/athena/settings.ts checks these). */
  athenaTable: () => optional('TOURNIQUET_ATHENA_TABLE'),
  athenaWorkGroup: () => optional('TOURNIQUET_ATHENA_WORKGROUP'),
  athenaRegion: () => optional('TOURNIQUET_ATHENA_REGION'),
  athenaCatalog: () => optional('TOURNIQUET_ATHENA_CATALOG'),
  athenaPartitions: () => optional('TOURNIQUET_ATHENA_PARTITIONS'),
  /** Where changes of incidents are put for their other homes; not set where they have none. */
  incidentChangesQueueUrl: () => optional('TOURNIQUET_INCIDENT_CHANGES_QUEUE_URL'),
  /** The bus, by name or ARN, that incidents are told on. */
  eventBus: () => optional('TOURNIQUET_EVENT_BUS'),
  githubResolveAlerts: () => optional('TOURNIQUET_GITHUB_RESOLVE_ALERTS') === 'true',
  /** A topic that only chat is subscribed to: its messages are no mails. */
  chatTopicArn: () => optional('TOURNIQUET_CHAT_TOPIC_ARN'),
  /** Whether each incident has an OpsItem, and a finding, in the account and Region of the functions. */
  opsCenter: () => optional('TOURNIQUET_OPS_CENTER') === 'true',
  securityHub: () => optional('TOURNIQUET_SECURITY_HUB') === 'true',
  /** Who sends HTML mail, an identity that SES has verified, and who gets it, separated by commas. */
  sesFrom: () => optional('TOURNIQUET_SES_FROM'),
  sesTo: () => optional('TOURNIQUET_SES_TO'),
  /** The bucket that evidence is kept in; none is kept where it is not set. */
  evidenceBucket: () => optional('TOURNIQUET_EVIDENCE_BUCKET'),
  /** The asymmetric key of KMS that manifests of evidence are signed with; they are not signed where it is not set. */
  evidenceKmsKey: () => optional('TOURNIQUET_EVIDENCE_KMS_KEY'),
  logLevel: () => optional('TOURNIQUET_LOG_LEVEL') ?? 'INFO',
  /**
   * Where the shell of the person at the terminal stands. npm runs a script in the folder of its package, whatever
   * folder it was called from, and says which one that was (npm docs, "npm run").
   */
  userFolder: () =>
    (process.env['npm_lifecycle_event'] === 'tourniquet' && optional('INIT_CWD')) || process.cwd(),
  stateDirectory: () =>
    optional('XDG_STATE_HOME') ?? `${optional('HOME') ?? optional('USERPROFILE') ?? '.'}/.local/state`,
} as const;
