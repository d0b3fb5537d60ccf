import type { NormalizedSchema } from '@smithy/core/schema';

/** The wire protocols of AWS, by the last part of their Smithy shape id. */
export type ProtocolName = 'awsQuery' | 'ec2Query' | 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'restXml';

export interface OperationModel {
  name: string;
  input: NormalizedSchema;
  output: NormalizedSchema;
  /** REST protocols only: method, URI pattern and the status of a good answer. */
  http?: { method: string; uri: string; status: number };
}

export interface ErrorModel {
  /** The shape's name, `NoSuchEntityException`: what JSON protocols and CloudTrail call it. */
  name: string;
  /** What query protocols call it, `NoSuchEntity`. */
  code: string;
  status: number;
  schema: NormalizedSchema;
}

/** What one client package knows about how its service talks. */
export interface ServiceModel {
  /** The signing name, `iam`. */
  name: string;
  protocol: ProtocolName;
  /** The Smithy namespace that prefixes `__type`. */
  namespace: string;
  xmlNamespace: string;
  /** Whether the service spoke query before and still names its old error codes (SQS). */
  queryCompatible: boolean;
  operations: Map<string, OperationModel>;
  /** By the shape's name and by the query code. */
  errors: Map<string, ErrorModel>;
}
