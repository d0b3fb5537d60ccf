import type { Clock, Service } from '../contract.ts';
import { type Keys, keyOperations } from './kms-keys.ts';
import { signOperations } from './kms-sign.ts';

/**
 * Asymmetric signing keys of KMS. There are no key policies: every key has the one that AWS gives it by default, which
 * leaves it to the identity policies of its own account.
 */
export function kms({ clock }: { clock: Clock }): { service: Service } {
  const keys: Keys = new Map();
  return {
    service: {
      name: 'kms',
      client: '@aws-sdk/client-kms',
      eventSource: 'kms.amazonaws.com',
      operations: { ...keyOperations(keys, clock), ...signOperations(keys) },
    },
  };
}
