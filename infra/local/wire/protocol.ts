import type { Shape } from '../contract.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery, ec2Query } from './aws-query.ts';
import type { WireAnswer, WireRequest } from './message.ts';
import type { ErrorModel, OperationModel, ProtocolName, ServiceModel } from './model.ts';
import { restJson } from './rest-json.ts';
import { restXml } from './rest-xml.ts';

/** An error on its way out. `code` is what the protocol itself writes. */
export interface ErrorAnswer {
  code: string;
  message: string;
  status: number;
  /** The schema of the error, when the service models one of this code. */
  model?: ErrorModel;
  /** Further members of a modeled error, by SDK member name. */
  details: Shape;
}

/** How one protocol finds the operation, reads its input, and writes its answers and errors. */
export interface WireProtocol {
  /** The code of an answer to input that does not fit the schema. */
  malformedCode: string;
  /** The code and status of an answer to an operation that is not served. */
  unknownOperation: { code: string; status: number };
  /** @throws UnknownOperation */
  operation(model: ServiceModel, request: WireRequest): OperationModel;
  /** @throws MalformedInput */
  decode(model: ServiceModel, operation: OperationModel, request: WireRequest): Shape;
  encode(model: ServiceModel, operation: OperationModel, output: Shape, requestId: string): WireAnswer;
  encodeError(model: ServiceModel, error: ErrorAnswer, requestId: string): WireAnswer;
}

const PROTOCOLS: Record<ProtocolName, WireProtocol> = {
  awsQuery,
  ec2Query,
  awsJson1_0: awsJson('application/x-amz-json-1.0'),
  awsJson1_1: awsJson('application/x-amz-json-1.1'),
  restJson1: restJson,
  restXml,
};

export const protocolOf = (model: ServiceModel): WireProtocol => PROTOCOLS[model.protocol];
