import type { KeyResource } from './access-key.ts';
import type { Finding } from './event.ts';

const isGenerated = (text: unknown): boolean =>
  typeof text === 'string' && text.startsWith('GeneratedFinding');

/** Whether a finding is one of GuardDuty's samples, which Security Hub passes on. Names of users prove nothing. */
export const isSample = ({ Title }: Finding, resources: readonly KeyResource[]): boolean =>
  Title?.startsWith('[SAMPLE]') === true ||
  resources.some(({ given, details }) => isGenerated(given) || isGenerated(details.PrincipalId));
