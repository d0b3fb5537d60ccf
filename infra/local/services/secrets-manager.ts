import { randomUUID } from 'node:crypto';
import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../contract.ts';
import { demand, type Scope, scopeOf } from './scope.ts';
import { type Secret, type SecretStore, secretStore } from './secret-store.ts';

export interface SecretsManager {
  service: Service;
  /** Makes the secret or gives it a new current value. @returns its ARN, with the six characters at its end */
  put(scope: Scope, name: string, secretString: string): string;
}

export function secretsManager({ clock }: { clock: Clock }): SecretsManager {
  const store = secretStore(clock);
  return {
    service: {
      name: 'secretsmanager',
      client: '@aws-sdk/client-secrets-manager',
      eventSource: 'secretsmanager.amazonaws.com',
      operations: operations(store, clock),
    },
    put(scope, name, SecretString) {
      const secret = store.find(scope, name) ?? store.create(scope, name, undefined);
      store.addVersion(secret, randomUUID(), { SecretString });
      return secret.arn;
    },
  };
}

function operations(store: SecretStore, clock: Clock): Record<string, Operation> {
  const resources = (input: Shape, call: Call): string[] => [
    store.arnFor(scopeOf(call), input.SecretId ?? ''),
  ];
  const live = (input: Shape, call: Call): Secret => store.live(scopeOf(call), input.SecretId);
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources,
    conditions: (input, call) => ({ 'secretsmanager:SecretId': resources(input, call) }),
    run,
  });
  return {
    CreateSecret: {
      readOnly: false,
      resources: (input, call) => [store.arnFor(scopeOf(call), input.Name ?? '')],
      conditions: (input) => ({ 'secretsmanager:Name': input.Name ?? '' }),
      run(input, call) {
        const Name = demand(input.Name, 'InvalidParameterException', 'You must provide a name.');
        const secret = store.create(scopeOf(call), Name, input.Description);
        const version = hasValue(input) ? { VersionId: addVersion(store, secret, input) } : {};
        return { ARN: secret.arn, Name, ...version };
      },
    },
    PutSecretValue: on(false, (input, call) => {
      if (!hasValue(input))
        throw new AwsError(
          'InvalidRequestException',
          'You must provide either SecretString or SecretBinary.',
        );
      const secret = live(input, call);
      const VersionId = addVersion(store, secret, input);
      return { ...named(secret), VersionId, VersionStages: secret.versions.get(VersionId)?.stages };
    }),
    GetSecretValue: on(true, (input, call) => value(live(input, call), input, clock)),
    // Also for a secret in its recovery window: DeletedDate says so.
    DescribeSecret: on(true, (input, call) => {
      const secret = store.existing(scopeOf(call), input.SecretId);
      return { ...listed(secret), VersionIdsToStages: stagesOf(secret) };
    }),
    ListSecrets: {
      readOnly: true,
      run: (_, call) => ({ SecretList: store.all(scopeOf(call)).map(listed) }),
    },
    DeleteSecret: on(false, (input, call) => {
      const secret = live(input, call);
      return { ...named(secret), DeletionDate: store.remove(secret, input) };
    }),
  };
}

const hasValue = (input: Shape): boolean =>
  input.SecretString !== undefined || input.SecretBinary !== undefined;

const addVersion = (store: SecretStore, secret: Secret, input: Shape): string =>
  store.addVersion(secret, input.ClientRequestToken ?? randomUUID(), input);

const named = (secret: Secret): Shape => ({ ARN: secret.arn, Name: secret.name });

/** Newest stage by default; a version id and a stage must name the same version. */
function value(
  secret: Secret,
  { VersionId, VersionStage = VersionId ? undefined : 'AWSCURRENT' }: Shape,
  clock: Clock,
) {
  const found = [...secret.versions.values()].find(
    ({ id, stages }) => (!VersionId || id === VersionId) && (!VersionStage || stages.includes(VersionStage)),
  );
  if (!found)
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${VersionId ? 'VersionId' : 'staging label'}: ${VersionId ?? VersionStage}`,
    );
  secret.lastAccessed = clock.now();
  const { SecretString, SecretBinary, id, stages, createdAt } = found;
  return {
    ...named(secret),
    SecretString,
    SecretBinary,
    VersionId: id,
    VersionStages: stages,
    CreatedDate: createdAt,
  };
}

const listed = (secret: Secret): Shape => ({
  ...named(secret),
  Description: secret.description,
  CreatedDate: secret.createdAt,
  LastChangedDate: secret.changedAt,
  LastAccessedDate: secret.lastAccessed,
  DeletedDate: secret.deletedAt,
  SecretVersionsToStages: stagesOf(secret),
});

const stagesOf = (secret: Secret): Record<string, string[]> =>
  Object.fromEntries(
    [...secret.versions.values()]
      .filter(({ stages }) => stages.length > 0)
      .map(({ id, stages }) => [id, stages]),
  );
