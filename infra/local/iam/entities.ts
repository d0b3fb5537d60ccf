/** What everything with a name in an account has. Records are replaced, never changed in place. */
export interface Named {
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  /** The unique id: `AIDA…`, `AROA…`, `AGPA…`, `AIPA…`. A name may be used again, an id never is. */
  readonly id: string;
  readonly createDate: Date;
  readonly tags: ReadonlyMap<string, string>;
}

/** What every user, role and group has: it can carry policies. */
export interface Entity extends Named {
  /** ARNs of managed policies, in the order in which they were attached. */
  readonly attached: readonly string[];
  /** Inline policies: name to document, as it was given. */
  readonly inline: ReadonlyMap<string, string>;
  /** The ARN of the permissions boundary. */
  readonly boundary?: string;
}

export interface LoginProfile {
  readonly createDate: Date;
  readonly passwordResetRequired: boolean;
  /** What is kept of the password: enough to tell whether somebody knows it. */
  readonly password?: KeptPassword;
}

export interface KeptPassword {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** A password or API key for one service, which IAM makes for a user. It outlives the user's access keys. */
export interface ServiceCredential {
  /** `ACCA…` */
  readonly id: string;
  /** `bedrock.amazonaws.com` */
  readonly serviceName: string;
  readonly secret: string;
  /** Expiry is no status of its own: it comes by itself. */
  readonly status: 'Active' | 'Inactive';
  readonly createDate: Date;
  readonly expiresAt?: Date;
}

export interface User extends Entity {
  readonly keyIds: readonly string[];
  readonly serviceCredentials: readonly ServiceCredential[];
  /** Unique ids of its groups. */
  readonly groupIds: readonly string[];
  readonly loginProfile?: LoginProfile;
  /** When somebody last signed in to the console as this user. */
  readonly passwordLastUsed?: Date;
}

export interface Role extends Entity {
  /** The trust policy, as it was given. */
  readonly trust: string;
  readonly description: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
}

export interface Group extends Entity {}

/** What hands a role to the instances that are started with it. */
export interface InstanceProfile extends Named {
  /** The unique id of its role: IAM lets it have one at most. */
  readonly roleId?: string;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly accountId: string;
  /** The user it belongs to; a key without one is the root user's. */
  readonly userId?: string;
  readonly status: 'Active' | 'Inactive';
  readonly createDate: Date;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** `aws` for the policies that AWS manages. */
  readonly accountId: string;
  readonly description: string;
  readonly version: string;
  readonly document: string;
  readonly createDate: Date;
  readonly tags: ReadonlyMap<string, string>;
}

/** When and for what an access key, or a role by its id, was last used. */
export interface Usage {
  readonly at: Date;
  readonly service: string;
  readonly region: string;
}
