import { AwsError, CredentialRefused } from '../contract.ts';
import { MalformedInput, UnknownOperation } from '../wire/malformed.ts';
import type { ServiceModel } from '../wire/model.ts';
import { type ErrorAnswer, protocolOf } from '../wire/protocol.ts';
import { refusal } from './refusal.ts';
import { deniedBy } from './wording.ts';

/** Undefined when `error` is none that AWS would answer with: then something here is broken. */
export function asAwsError(model: ServiceModel, error: unknown): AwsError | undefined {
  const protocol = protocolOf(model);
  if (error instanceof CredentialRefused) return refusal(model, error.why, error.message);
  if (error instanceof MalformedInput) return new AwsError(protocol.malformedCode, error.message);
  if (error instanceof UnknownOperation) {
    const { code, status } = protocol.unknownOperation;
    return new AwsError(
      code,
      `${model.name} has no operation ${error.operation} on the embedded AWS`,
      status,
    );
  }
  if (!(error instanceof AwsError)) return undefined;
  return error.code === 'AccessDenied' ? deniedBy(model, error) : error;
}

/** What the caller sees of a fault of ours: no message, no stack. */
export const internalFailure = (): AwsError =>
  new AwsError('InternalFailure', 'The embedded AWS failed to answer this request.', 500);

/**
 * Puts a modeled error under its own schema and status. A status that the thrower chose itself stands, since
 * 400 is what it gets by not choosing.
 */
export function errorAnswer(model: ServiceModel, error: AwsError): ErrorAnswer {
  const modeled = model.errors.get(error.code);
  if (!modeled) return { code: error.code, message: error.message, status: error.status, details: {} };
  return {
    code: modeled.code,
    message: error.message,
    status: error.status === 400 ? modeled.status : error.status,
    model: modeled,
    details: error,
  };
}
