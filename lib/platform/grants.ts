/** What a function may do: the one list from which both the embedded AWS and the deployed role are made. */

/** The names of what is deployed, by ARN. */
export interface Deployment {
  partition: string;
  accountId: string;
  region: string;
  tableArn: string;
  signalsQueueArn: string;
  deadLettersQueueArn: string;
  mailTopicArn: string;
  pagesTopicArn: string;
  webhookSecretArn: string;
  githubAppSecretArn: string;
  investigateFunctionArn: string;
  /** Absent where the deny of role sessions is not switched on. */
  revokeSessionsFunctionArn?: string;
  /** Whether the guard is on (docs/guard.md); absent where it is not. */
  guard?: true;
  /** Permissions boundaries that `restore` may set back, as ARNs with `*` for any account; absent: none. */
  restorableBoundaries?: readonly string[];
  /** The custom bus that scanners put their events on. */
  busArn: string;
  /** Where other accounts let us in: `arn:aws:iam::*:role/tourniquet-member`; with `-revoke` for role policies, `-read` to read. */
  memberRolePattern: string;
  /** The organization that we belong to, if any: only its accounts are entered. */
  organizationId?: string;
  /** The bucket that evidence is kept in, and the key that its manifests are signed with; absent where there is none. */
  evidenceBucketArn?: string;
  evidenceKeyArn?: string;
  /** Where the organization's trail can be asked through Athena, by ARN; absent where it is not. */
  athena?: {
    workGroupArn: string;
    /** The Glue catalog, the database and the table. */
    catalogArns: readonly string[];
    trailBucketArn: string;
    /** Bucket and prefix of the answers. */
    resultsArn: string;
  };
  /** Which other homes incidents have; absent where they have none. */
  destinations?: DeployedDestinations;
}

/** The other homes that are switched on, with what they need. */
export interface DeployedDestinations {
  incidentChangesQueueArn: string;
  /** On `busArn`. */
  eventBus?: true;
  github?: true;
  chatTopicArn?: string;
  opsCenter?: true;
  securityHub?: true;
  /** Who sends HTML mail: an address that SES has verified, or one of a domain that it has. */
  sesFrom?: string;
}

export interface Grant {
  /** Why the function needs it, for the auditor. */
  why: string;
  actions: readonly string[];
  resources: readonly string[];
  conditions?: Record<string, Record<string, string | string[]>>;
}

export type Grants = (deployment: Deployment) => readonly Grant[];

/** For the functions that change an incident. */
export const tellElsewhere = (destinations: DeployedDestinations | undefined): Grant[] =>
  destinations
    ? [
        {
          why: 'asking for the incident to be told to its other homes',
          actions: ['sqs:SendMessage'],
          resources: [destinations.incidentChangesQueueArn],
        },
      ]
    : [];

/** For the functions that send HTML mail: only in this one name. */
export const sendHtmlMail = ({ partition, region, accountId, destinations }: Deployment): Grant[] => {
  const from = destinations?.sesFrom;
  if (from === undefined) return [];
  const identity = (name: string) => `arn:${partition}:ses:${region}:${accountId}:identity/${name}`;
  return [
    {
      why: 'the same told as HTML mail; SES goes by the address where it is verified, else by its domain',
      actions: ['ses:SendEmail'],
      resources: [identity(from), identity(from.slice(from.indexOf('@') + 1))],
      conditions: { StringEquals: { 'ses:FromAddress': from } },
    },
  ];
};
