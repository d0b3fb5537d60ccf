import { createHash } from 'node:crypto';
import { isError } from '#lib/aws/errors.ts';
import { invoke } from '#lib/aws/invoke.ts';
import type { Incident } from '#lib/incident/incident.ts';

/** Lambda API reference, Invoke: DurableExecutionName. */
const longest = 64;

/** The name of an incident's investigation, always the same: it begins once, however often it is asked for. */
export const executionName = (incidentId: string): string => {
  const name = incidentId.replaceAll(/[^\w-]/g, '_');
  if (name === incidentId && name.length <= longest) return name;
  const digest = createHash('sha256')
    .update(incidentId)
    .digest('hex')
    .slice(0, longest / 2);
  return `${name.slice(0, longest / 2 - 1)}-${digest}`;
};

// Only a version or an alias of a durable function can be invoked, and only such a function takes a name.
const hasQualifier = (functionName: string): boolean =>
  functionName.replace(/^(?:arn:[^:]+:lambda:[^:]+:)?(?:\d{12}:)?(?:function:)?/, '').includes(':');

/**
 * Starts the investigation of an incident, and does not wait for it. It is told only what names it: the same payload each
 * time, so that Lambda knows the start again.
 */
export const startInvestigation = async (
  functionName: string,
  { incidentId, accessKeyId }: Pick<Incident, 'incidentId' | 'accessKeyId'>,
): Promise<void> => {
  const name = hasQualifier(functionName) ? executionName(incidentId) : undefined;
  try {
    await invoke(functionName, { incidentId, accessKeyId }, 'Event', name);
  } catch (error) {
    // An incident of a user may have got its key since: then the payload is another one.
    if (!isError(error, 'DurableExecutionAlreadyStartedException')) throw error;
  }
};
