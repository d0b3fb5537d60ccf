import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { AwsError, type Call, type Clock, type Operation, type Shape } from '../contract.ts';
import { arnOf, scopeOf } from './scope.ts';

export interface Key {
  arn: string;
  id: string;
  accountId: string;
  createdAt: Date;
  description: string;
  spec: Spec;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** By ARN. */
export type Keys = Map<string, Key>;

/** What each spec signs with here; on AWS a key of RSA has five more algorithms. */
export const specs = {
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  RSA_2048: ['RSASSA_PSS_SHA_256'],
} as const;
export type Spec = keyof typeof specs;

const isSpec = (spec: unknown): spec is Spec => typeof spec === 'string' && Object.hasOwn(specs, spec);

const arnIn = ({ KeyId = '' }: Shape, call: Call): string =>
  KeyId.startsWith('arn:') ? KeyId : arnOf('kms', scopeOf(call), `key/${KeyId}`);

export const keyArn = (input: Shape, call: Call): string[] => [arnIn(input, call)];

/** @throws AwsError also for a key of another account: its default policy lets nobody else in */
export const keyOf = (keys: Keys, input: Shape, call: Call): Key => {
  const arn = arnIn(input, call);
  const key = keys.get(arn);
  if (!key || key.accountId !== call.caller.accountId)
    throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
  return key;
};

export const keyOperations = (keys: Keys, clock: Clock): Record<string, Operation> => ({
  CreateKey: {
    readOnly: false,
    run(input, call) {
      const key = create(input, call, clock.now());
      keys.set(key.arn, key);
      return { KeyMetadata: metadata(key) };
    },
  },
  DescribeKey: {
    readOnly: true,
    resources: keyArn,
    run: (input, call) => ({ KeyMetadata: metadata(keyOf(keys, input, call)) }),
  },
  GetPublicKey: {
    readOnly: true,
    resources: keyArn,
    run(input, call) {
      const { arn, spec, publicKey } = keyOf(keys, input, call);
      return {
        KeyId: arn,
        PublicKey: publicKey.export({ format: 'der', type: 'spki' }),
        KeySpec: spec,
        CustomerMasterKeySpec: spec,
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: specs[spec],
      };
    },
  },
});

const create = ({ KeyUsage, KeySpec, Description = '' }: Shape, call: Call, createdAt: Date): Key => {
  if (KeyUsage !== 'SIGN_VERIFY' || !isSpec(KeySpec))
    throw new AwsError(
      'ValidationException',
      `Only keys for SIGN_VERIFY are served here, of ${Object.keys(specs).join(' or ')}`,
    );
  const id = randomUUID();
  const pair =
    KeySpec === 'RSA_2048'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const arn = arnOf('kms', scopeOf(call), `key/${id}`);
  return {
    ...pair,
    arn,
    id,
    accountId: call.caller.accountId,
    createdAt,
    description: Description,
    spec: KeySpec,
  };
};

const metadata = ({ arn, id, accountId, createdAt, description, spec }: Key): Shape => ({
  AWSAccountId: accountId,
  KeyId: id,
  Arn: arn,
  CreationDate: createdAt,
  Enabled: true,
  Description: description,
  KeyUsage: 'SIGN_VERIFY',
  KeyState: 'Enabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  KeySpec: spec,
  CustomerMasterKeySpec: spec,
  SigningAlgorithms: specs[spec],
  MultiRegion: false,
});
