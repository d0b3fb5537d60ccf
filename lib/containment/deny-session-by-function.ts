import { invoke } from '#lib/aws/invoke.ts';
import { config } from '#lib/platform/config.ts';
import type { RoleSessionTarget } from './steps/step.ts';

const switchedOff =
  'the deny of role sessions is not switched on: deploy revoke-sessions, or revoke the sessions of the role by hand';

/**
 * Has `revoke-sessions` deny the session that the incident records, or take that off again. It is the only function
 * that may write a policy on a role, and is deployed only where that is wanted.
 * @throws Error with what the function said
 */
export const denySessionByFunction = async (
  { incidentId, session }: RoleSessionTarget,
  undo: boolean,
): Promise<void> => {
  const functionName = config.revokeSessionsFunction();
  if (!functionName) throw new Error(switchedOff);
  const request = { incidentId, issuedBefore: session.issuedBefore, undo };
  const answer = await invoke(functionName, request, 'RequestResponse');
  if (!answer.FunctionError) return;
  const text = new TextDecoder().decode(answer.Payload);
  throw new Error(`${functionName} failed: ${messageIn(text)}`);
};

/** Lambda answers a failed invocation with `{"errorType", "errorMessage"}`. */
const messageIn = (text: string): string => {
  try {
    const { errorMessage } = JSON.parse(text);
    return String(errorMessage ?? 'no reason was given');
  } catch {
    return 'its answer is no JSON';
  }
};
