import type { WireRequest } from '../wire/message.ts';
import type { ProtocolName, ServiceModel } from '../wire/model.ts';

/**
 * A request that names no service that is served here (it is unsigned, or signed for another one): the model to
 * answer it with, guessed from how it speaks.
 */
export const strangersModel = (request: WireRequest): ServiceModel => ({
  name: 'unknown',
  protocol: guess(request),
  namespace: 'com.amazon.coral.service',
  xmlNamespace: '',
  queryCompatible: false,
  operations: new Map(),
  errors: new Map(),
});

function guess({ headers, path }: WireRequest): ProtocolName {
  if (headers['x-amz-target']) return 'awsJson1_1';
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return 'awsQuery';
  return /^\/\d{4}-\d\d-\d\d\//.test(path) ? 'restJson1' : 'restXml';
}
