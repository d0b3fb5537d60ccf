import type { CheckedUpdate } from './operation.ts';
import { invalid } from './refusal.ts';

/** Bytes of a result; the SDK knows the same limit (its CHECKPOINT_SIZE_LIMIT_BYTES). */
const payloadLimit = 256 * 1024;

/** Bytes of the result of a whole execution (Lambda API reference, OperationUpdate). */
const resultLimit = 6 * 1024 * 1024;

/** Bytes of an error as JSON (aws-durable-execution-sdk-python-testing, checkpoint validators). */
const errorLimit = 32 * 1024;

/** A year and a day, in seconds (Lambda API reference, WaitOptions and StepOptions). */
const longestDelay = 31_622_400;

/** @throws AwsError InvalidParameterValueException */
export const demandSizes = ({ Id, Type, Payload, Error: error }: CheckedUpdate): void => {
  const limit = Type === 'EXECUTION' ? resultLimit : payloadLimit;
  const size = Buffer.byteLength(Payload ?? '');
  if (size > limit) {
    throw invalid(`The payload of the ${Type} ${Id} has ${size} bytes; ${limit} are allowed.`);
  }
  if (error && Buffer.byteLength(JSON.stringify(error)) > errorLimit) {
    throw invalid(`Error object size must be less than ${errorLimit} bytes.`);
  }
};

/**
 * @param name of the option, for the refusal
 * @throws AwsError InvalidParameterValueException
 */
export const demandDelay = (name: string, seconds: number | undefined): number => {
  if (Number.isInteger(seconds) && seconds !== undefined && seconds >= 1 && seconds <= longestDelay) {
    return seconds * 1000;
  }
  throw invalid(`${name} must be a whole number from 1 to ${longestDelay}, not ${seconds}.`);
};
