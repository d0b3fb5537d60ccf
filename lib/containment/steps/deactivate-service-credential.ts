import { type StatusType, UpdateServiceSpecificCredentialCommand } from '@aws-sdk/client-iam';
import { keyStatus } from './key-status.ts';
import { type Step, stepOn, type UserTarget } from './step.ts';

export const serviceCredentialStep = 'deactivate-service-credential';

const setStatus = ({ userName }: UserTarget, id: string, status: StatusType) =>
  new UpdateServiceSpecificCredentialCommand({
    UserName: userName,
    ServiceSpecificCredentialId: id,
    Status: status,
  });

/**
 * Switches off a service-specific credential (a Bedrock API key, say) that was made after the leak: it is no access
 * key, and lives on when the leaked key is off and the deny has been lifted.
 * @param id of the credential, `ACCA…`
 */
export const deactivateServiceCredential = (id: string): Step =>
  stepOn('user', {
    id: `${serviceCredentialStep}:${id}`,
    done: `service-specific credential ${id} switched off`,
    shared: false,
    operation: 'iam:UpdateServiceSpecificCredential',
    read: (_target, { serviceCredentials = {} }) => ({ status: serviceCredentials[id] ?? 'deleted' }),
    inForce: () => ({ status: 'Inactive' }),
    gone: { status: 'deleted' },
    apply: async (target, { iam }) => {
      await iam.send(setStatus(target, id, 'Inactive'));
    },
    undo: async (target, before, { iam }) => {
      await iam.send(setStatus(target, id, keyStatus(before)));
    },
  });
