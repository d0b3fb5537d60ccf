import type { ServiceModel } from './model.ts';

/**
 * The errorCode under which CloudTrail records a failed call: EC2 prefixes the fault (`Client.…`), other
 * services are recorded by the exception's own name (`NoSuchEntityException`), and a denial reads AccessDenied
 * whatever the service called it. Seen in published CloudTrail records.
 */
export function recordedCode(model: ServiceModel, code: string, status: number): string {
  if (model.protocol === 'ec2Query') return `${status < 500 ? 'Client' : 'Server'}.${code}`;
  if (DENIALS.has(code)) return 'AccessDenied';
  return model.errors.get(code)?.name ?? code;
}

const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
]);
