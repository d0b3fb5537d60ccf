import type { Call, Operation, Recorder, Service, Shape } from '../contract.ts';
import type { ServiceModel } from '../wire/model.ts';
import { recordedCode } from '../wire/recorded-code.ts';
import { asAwsError, errorAnswer, internalFailure } from './failure.ts';
import { Broken } from './perform.ts';

/** Runs a decoded call and tells the recorder how it went, in CloudTrail's words. */
export async function recorded(
  recorder: Recorder,
  { eventSource }: Service,
  model: ServiceModel,
  decoded: { call: Call; operation: Operation; input: Shape },
  run: () => Promise<Shape>,
): Promise<Shape> {
  const outcome = await run().then(
    (output) => ({ output }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) {
    recorder.record({ ...decoded, eventSource, output: outcome.output });
    return outcome.output;
  }
  const { error } = outcome;
  if (error instanceof Broken) {
    // What was done is done, and AWS records it, whether or not the answer arrives.
    if (error.how === 'reply-lost') recorder.record({ ...decoded, eventSource, output: error.output });
  } else {
    const { code, message, status } = errorAnswer(model, asAwsError(model, error) ?? internalFailure());
    recorder.record({ ...decoded, eventSource, error: { code: recordedCode(model, code, status), message } });
  }
  throw error;
}
