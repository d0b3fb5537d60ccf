import { parseKeyId } from '#lib/credential/key-id.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';

export interface InvestigateRequest {
  incidentId: string;
  accessKeyId: string;
}

const fieldOf = (event: unknown, field: string): string => {
  if (typeof event !== 'object' || event === null) throw new BadRequest('event', 'is no JSON object');
  const value: unknown = Object.entries(event).find(([name]) => name === field)?.[1];
  if (typeof value !== 'string' || value === '') throw new BadRequest(field, 'must be a text');
  return value;
};

/**
 * Reads the event that `investigate` is invoked with.
 * @throws BadRequest naming the field
 */
export const readRequest = (event: unknown): InvestigateRequest => {
  const incidentId = fieldOf(event, 'incidentId');
  const accessKeyId = fieldOf(event, 'accessKeyId');
  // The value may be a pasted secret, which is as long a word: it is not repeated in the error.
  const key = parseKeyId(accessKeyId);
  if (key.kind === 'not-a-key-id') throw new BadRequest('accessKeyId', key.reason);
  return { incidentId, accessKeyId };
};
