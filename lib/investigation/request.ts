/** The invocation can never succeed. `field` is what is wrong with it. */
export class MalformedRequest extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.name = 'MalformedRequest';
    this.field = field;
  }
}

export interface InvestigateRequest {
  incidentId: string;
  accessKeyId: string;
}

const fieldOf = (event: unknown, field: string): string => {
  if (typeof event !== 'object' || event === null) throw new MalformedRequest('event', 'is no JSON object');
  const value: unknown = Object.entries(event).find(([name]) => name === field)?.[1];
  if (typeof value !== 'string' || value === '') throw new MalformedRequest(field, 'must be a text');
  return value;
};

/**
 * Reads the event that `investigate` is invoked with.
 * @throws MalformedRequest naming the field
 */
export const readRequest = (event: unknown): InvestigateRequest => {
  const incidentId = fieldOf(event, 'incidentId');
  const accessKeyId = fieldOf(event, 'accessKeyId');
  // IAM's own rule for an access key id (IAM API reference, AccessKey). The value may be a pasted secret: it
  // is not repeated in the error.
  if (!/^\w{16,128}$/.test(accessKeyId)) throw new MalformedRequest('accessKeyId', 'is no access key id');
  return { incidentId, accessKeyId };
};
