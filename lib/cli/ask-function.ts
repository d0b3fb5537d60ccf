import { describeError } from '#lib/aws/errors.ts';
import { invoke } from '#lib/aws/invoke.ts';
import { redact } from '#lib/platform/redact.ts';

/** Lambda answers a failed invocation with `{"errorType", "errorMessage"}` (Lambda guide, "Function errors in Node.js"). */
const told = (payload: Uint8Array | undefined): unknown => {
  const text = new TextDecoder().decode(payload);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const messageIn = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'errorMessage' in answer
    ? redact(String(answer.errorMessage))
    : 'it gave no reason';

/**
 * Asks a deployed function and waits for its answer.
 * @throws Error with what the function said, or why it could not be asked
 */
export const askFunction = async (name: string, request: object): Promise<unknown> => {
  const output = await invoke(name, request, 'RequestResponse').catch((error: unknown) => {
    throw new Error(describeError(`lambda:InvokeFunction on ${name}`, error), { cause: error });
  });
  const answer = told(output.Payload);
  if (output.FunctionError) throw new Error(`${name} failed: ${messageIn(answer)}`);
  return answer;
};
