/**
 * What the parts of the embedded AWS promise each other. The server decodes a request (wire/), asks who signed
 * it (identities), whether they may (authorizer), runs the operation (services/) and records it (trail).
 */

/** An error as AWS would answer it; `code` is AWS's own error code, such as `NoSuchEntity`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A credential that may not be used at all. The server words it in the way of the protocol that was spoken. */
export class CredentialRefused extends Error {
  readonly why: 'unknown' | 'inactive' | 'expired' | 'bad-token' | 'bad-signature' | 'unsigned';
  constructor(why: CredentialRefused['why'], message: string) {
    super(message);
    this.why = why;
  }
}

export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  NotPrincipal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[] | boolean | number>>;
}

export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/** Who signed a request. */
export interface Caller {
  kind: 'root' | 'user' | 'session-token' | 'federated-user' | 'role-session' | 'service';
  accountId: string;
  /** `arn:aws:iam::…:user/x`, `arn:aws:sts::…:assumed-role/r/s`, `arn:aws:sts::…:federated-user/f` */
  arn: string;
  /** The unique id: `AIDA…`, `AROA…:session`, `<account>:<federated name>`. It is aws:userid. */
  userId: string;
  accessKeyId: string;
  /** The IAM user behind a user, session-token or federated-user credential. */
  userName?: string;
  /** The role behind a role session, by name. */
  roleName?: string;
  sessionName?: string;
  /** When a temporary credential was issued: aws:TokenIssueTime. */
  issuedAt?: Date;
  mfa?: boolean;
  /** Of a role session that an instance was given: by which version of the metadata service. */
  ec2RoleDelivery?: '1.0' | '2.0';
  /** Whether it is a session of somebody who signed in to the console. */
  fromConsole?: boolean;
  sessionPolicies?: PolicyDocument[];
  sessionTags?: Record<string, string>;
}

export interface Credential {
  secretAccessKey: string;
  sessionToken?: string;
  expiresAt?: Date;
  caller: Caller;
}

/** Finds the secret behind an access key id, as the data plane knows it at this moment. */
export interface Identities {
  /** @throws CredentialRefused when the key is unknown, inactive or expired, or the token is not its own. */
  find(accessKeyId: string, sessionToken: string | undefined): Credential;
  /** Told of every authenticated call, for GetAccessKeyLastUsed. */
  used(accessKeyId: string, service: string, region: string): void;
}

/** One request on its way through the embedded AWS. */
export interface Call {
  /** The signing name, which is also the IAM prefix: `iam`, `sts`, `s3`, `dynamodb`, … */
  service: string;
  operation: string;
  /** The region the request was signed for. */
  region: string;
  caller: Caller;
  now: Date;
  requestId: string;
  sourceIp: string;
  userAgent: string;
}

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs are shaped by the SDK's own schemas at run time
export type Shape = any;

/** One AWS operation: a plain function, and what the server must know about it. */
export interface Operation {
  /** The IAM action where it is not `<service>:<operation>`, such as `s3:ListAllMyBuckets`. */
  action?: string;
  /** Read-only calls are recorded without responseElements, as CloudTrail does. */
  readOnly: boolean;
  /** `management` (the default) calls reach LookupEvents, `data` calls do not. */
  recorded?: 'management' | 'data';
  /** `always`: no policy can deny it (GetCallerIdentity). */
  authorized?: 'always';
  /** The ARNs that the policies must allow; `['*']` by default. */
  resources?(input: Shape, call: Call): string[];
  /** Condition keys of this operation, such as `iam:PolicyARN`. */
  conditions?(input: Shape, call: Call): Record<string, string | string[]>;
  /** The resource's own policy (a trust, queue or topic policy), when it has one. */
  resourcePolicy?(input: Shape, call: Call): PolicyDocument | undefined;
  run(input: Shape, call: Call): Shape | Promise<Shape>;
}

/** A service of the embedded AWS: its operations by their API name. */
export interface Service {
  /** The signing name: `iam`, `sts`, `dynamodb`, `events`, … */
  name: string;
  /** The npm package whose schemas describe its wire protocol. */
  client: string;
  /** The eventSource of its CloudTrail records: `iam.amazonaws.com`. */
  eventSource: string;
  operations: Record<string, Operation>;
}

/** Decides whether a call may run. */
export interface Authorizer {
  /** @throws AwsError AccessDenied (worded as AWS words it) when it may not. */
  authorize(call: Call, operation: Operation, input: Shape): void;
}

/** Receives every decoded call, allowed or not, answered or failed. */
export interface Recorder {
  record(entry: {
    call: Call;
    eventSource: string;
    operation: Operation;
    input: Shape;
    output?: Shape;
    error?: { code: string; message: string };
  }): void;
}

/** Time on the embedded AWS: real time plus an offset that tests and the drill may move. */
export interface Clock {
  now(): Date;
  /** Moves time forward and lets what has become due happen. */
  advance(milliseconds: number): Promise<void>;
  /** Calls back once when `at` has come, whether by waiting or by moving the clock. */
  at(at: Date, callback: () => void | Promise<void>): { cancel(): void };
  /** Lets no move of the clock go on before `work` has settled, where time can be moved. */
  hold?(work: Promise<unknown>): void;
}
