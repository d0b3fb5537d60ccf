/** userIdentity of a record (CloudTrail user guide, "userIdentity element"). */
export interface UserIdentity {
  type: 'IAMUser' | 'AssumedRole' | 'FederatedUser' | 'Root' | 'AWSService' | 'AWSAccount';
  principalId?: string;
  arn?: string;
  accountId?: string;
  accessKeyId?: string;
  userName?: string;
  invokedBy?: string;
  sessionContext?: SessionContext;
}

export interface SessionContext {
  sessionIssuer: {
    type?: string;
    principalId?: string;
    arn?: string;
    accountId?: string;
    userName?: string;
  };
  webIdFederationData: Record<string, never>;
  attributes: { creationDate: string; mfaAuthenticated: 'true' | 'false' };
  /** How the credentials came to an instance: by which version of the metadata service. */
  ec2RoleDelivery?: '1.0' | '2.0';
}

export interface RecordResource {
  ARN: string;
  accountId: string;
  type: string;
}

/** A CloudTrail record (CloudTrail user guide, "CloudTrail record contents"). Times are ISO 8601 to the second. */
export interface CloudTrailRecord {
  eventVersion: string;
  userIdentity: UserIdentity;
  eventTime: string;
  eventSource: string;
  eventName: string;
  awsRegion: string;
  sourceIPAddress: string;
  userAgent: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, string>;
  /** A sign-in has none. */
  requestID?: string;
  eventID: string;
  readOnly: boolean;
  resources?: RecordResource[];
  eventType: string;
  managementEvent: boolean;
  recipientAccountId: string;
  sharedEventID?: string;
  /** Of a call in a session of somebody who signed in to the console; absent elsewhere. */
  sessionCredentialFromConsole?: 'true';
  eventCategory: 'Management' | 'Data';
}

/** CloudTrail writes whole seconds: two events of one second have no order between them. */
export const wholeSeconds = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z');
