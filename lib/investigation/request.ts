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
  // IAM's own rule for an access key id (IAM API reference, AccessKey). The value may be a pasted secret: it
  // is not repeated in the error.
  if (!/^\w{16,128}$/.test(accessKeyId)) throw new BadRequest('accessKeyId', 'is no access key id');
  return { incidentId, accessKeyId };
};
