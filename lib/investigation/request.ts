import { parseKeyId } from '#lib/credential/key-id.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';

export interface InvestigateRequest {
  incidentId: string;
  /** Null for an incident of which only the user is known. */
  accessKeyId: string | null;
}

const fieldOf = (event: unknown, field: string): unknown => {
  if (typeof event !== 'object' || event === null) throw new BadRequest('event', 'is no JSON object');
  return Object.entries(event).find(([name]) => name === field)?.[1];
};

const textOf = (value: unknown, field: string): string => {
  if (typeof value !== 'string' || value === '') throw new BadRequest(field, 'must be a text');
  return value;
};

/**
 * Reads the event that `investigate` is invoked with.
 * @throws BadRequest naming the field
 */
export const readRequest = (event: unknown): InvestigateRequest => {
  const incidentId = textOf(fieldOf(event, 'incidentId'), 'incidentId');
  const given = fieldOf(event, 'accessKeyId');
  if (given === null) return { incidentId, accessKeyId: null };
  const accessKeyId = textOf(given, 'accessKeyId');
  // The value may be a pasted secret, which is as long a word: it is not repeated in the error.
  const key = parseKeyId(accessKeyId);
  if (key.kind === 'not-a-key-id') throw new BadRequest('accessKeyId', key.reason);
  return { incidentId, accessKeyId };
};
