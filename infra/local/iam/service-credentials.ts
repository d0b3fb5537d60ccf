import type { Call, Operation } from '../contract.ts';
import { newAccessKeyId, newSecret } from './access-key-id.ts';
import type { ServiceCredential, User } from './entities.ts';
import { limitExceeded, noSuchEntity, serviceNotSupported, validationError } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { serviceCredentialsPerUser } from './quotas.ts';
import type { State } from './state.ts';
import { about, subjectOf, users } from './subject.ts';
import { toSecond } from './unique-id.ts';

/** Services with credentials of their own, and what theirs are: a password, or an API key that may expire. */
const services: Record<string, 'password' | 'api-key'> = {
  'codecommit.amazonaws.com': 'password',
  'cassandra.amazonaws.com': 'password',
  'bedrock.amazonaws.com': 'api-key',
  'logs.amazonaws.com': 'api-key',
};

interface Input {
  UserName?: string;
  ServiceName?: string;
  ServiceSpecificCredentialId: string;
}

const day = 86_400_000;

/** @throws AwsError NotSupportedService */
const kindOf = (serviceName: string): 'password' | 'api-key' => {
  const kind = services[serviceName];
  if (!kind)
    throw serviceNotSupported(`No such service ${serviceName} supports service specific credentials`);
  return kind;
};

const statusAt = ({ status, expiresAt }: ServiceCredential, now: Date): string =>
  expiresAt && expiresAt <= now ? 'Expired' : status;

const shown = (user: User, credential: ServiceCredential, now: Date) => {
  const name = `${user.name}-at-${user.accountId}`;
  const { id, serviceName, createDate, expiresAt } = credential;
  return {
    UserName: user.name,
    Status: statusAt(credential, now),
    CreateDate: createDate,
    ServiceSpecificCredentialId: id,
    ServiceName: serviceName,
    ...(kindOf(serviceName) === 'password' ? { ServiceUserName: name } : { ServiceCredentialAlias: name }),
    ...(expiresAt && { ExpirationDate: expiresAt }),
  };
};

/** Only when it is made or reset is the secret shown. */
const withSecret = (user: User, credential: ServiceCredential, now: Date) => ({
  ServiceSpecificCredential: {
    ...shown(user, credential, now),
    [kindOf(credential.serviceName) === 'password' ? 'ServicePassword' : 'ServiceCredentialSecret']:
      credential.secret,
  },
});

const expiry = (days: number | undefined, serviceName: string, now: Date): { expiresAt?: Date } => {
  if (days === undefined) return {};
  if (kindOf(serviceName) === 'password' || days < 1 || days > 36_600) {
    throw validationError(`Invalid value for CredentialAgeDays: ${days}`);
  }
  return { expiresAt: new Date(toSecond(now).getTime() + days * day) };
};

/**
 * Passwords and API keys of users for single services. No service here takes them: what matters is that they are
 * there, since switching a user's access keys off leaves them as they are.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
 */
export const serviceCredentialOperations = (state: State): Record<string, Operation> => {
  const subject = users(state);
  const aboutUser = about(subject);

  const keep = (user: User, serviceCredentials: readonly ServiceCredential[]) =>
    state.users.update(user.id, (known) => ({ ...known, serviceCredentials }));

  const find = (input: Input, call: Call) => {
    const user = subjectOf(subject, input, call);
    const id = input.ServiceSpecificCredentialId;
    const credential = user.serviceCredentials.find((each) => each.id === id);
    if (!credential) throw noSuchEntity(`No such credential ${id} exists`);
    return { user, credential };
  };

  const change = (input: Input, call: Call, changed: Partial<ServiceCredential>) => {
    const { user, credential } = find(input, call);
    const now = { ...credential, ...changed };
    keep(
      user,
      user.serviceCredentials.map((each) => (each.id === now.id ? now : each)),
    );
    return { user, credential: now };
  };

  return {
    CreateServiceSpecificCredential: {
      readOnly: false,
      resources: aboutUser.resources,
      conditions: (input, call) => ({
        ...aboutUser.conditions(input, call),
        'iam:ServiceSpecificCredentialServiceName': input.ServiceName,
        ...(input.CredentialAgeDays !== undefined && {
          'iam:ServiceSpecificCredentialAgeDays': String(input.CredentialAgeDays),
        }),
      }),
      run(input: { UserName: string; ServiceName: string; CredentialAgeDays?: number }, call) {
        const user = subjectOf(subject, input, call);
        const { ServiceName: serviceName } = input;
        kindOf(serviceName);
        const same = user.serviceCredentials.filter((each) => each.serviceName === serviceName);
        if (same.length >= serviceCredentialsPerUser) {
          throw limitExceeded(
            `Cannot exceed quota for ServiceSpecificCredentialsPerUser: ${serviceCredentialsPerUser}`,
          );
        }
        const credential: ServiceCredential = {
          id: newAccessKeyId('ACCA', user.accountId),
          serviceName,
          secret: newSecret(),
          status: 'Active',
          createDate: toSecond(call.now),
          ...expiry(input.CredentialAgeDays, serviceName, call.now),
        };
        keep(user, [...user.serviceCredentials, credential]);
        return withSecret(user, credential, call.now);
      },
    },
    ListServiceSpecificCredentials: {
      readOnly: true,
      resources: (input, call) => (input.AllUsers ? ['*'] : aboutUser.resources(input, call)),
      conditions: aboutUser.conditions,
      run(input: Input & PageInput & { AllUsers?: boolean }, call) {
        const all = input.AllUsers
          ? state.users.of(call.caller.accountId)
          : [subjectOf(subject, input, call)];
        const found = all.flatMap((user) =>
          user.serviceCredentials.map((credential) => shown(user, credential, call.now)),
        );
        const { shown: ServiceSpecificCredentials, ...rest } = page(
          found.filter(({ ServiceName }) => [ServiceName, undefined].includes(input.ServiceName)),
          (each) => each.ServiceSpecificCredentialId,
          input,
        );
        return { ServiceSpecificCredentials, ...rest };
      },
    },
    UpdateServiceSpecificCredential: {
      readOnly: false,
      ...aboutUser,
      run(input: Input & { Status: string }, call) {
        const { Status: status } = input;
        if (status !== 'Active' && status !== 'Inactive') {
          throw validationError(`Invalid value for Status: ${status}`);
        }
        change(input, call, { status });
        return {};
      },
    },
    ResetServiceSpecificCredential: {
      readOnly: false,
      ...aboutUser,
      run(input: Input, call) {
        const { user, credential } = change(input, call, { secret: newSecret() });
        return withSecret(user, credential, call.now);
      },
    },
    DeleteServiceSpecificCredential: {
      readOnly: false,
      ...aboutUser,
      run(input: Input, call) {
        const { user, credential } = find(input, call);
        keep(
          user,
          user.serviceCredentials.filter(({ id }) => id !== credential.id),
        );
        return {};
      },
    },
  };
};
