import { createHash } from 'node:crypto';
import { AwsError, type Operation, type Shape } from '../contract.ts';
import { signEcdsa, verifyEcdsa } from './kms-ecdsa.ts';
import { type Key, type Keys, keyArn, keyOf, specs } from './kms-keys.ts';
import { signPss, verifyPss } from './kms-pss.ts';

export const signOperations = (keys: Keys): Record<string, Operation> => ({
  Sign: {
    readOnly: true,
    resources: keyArn,
    run(input, call) {
      const key = keyOf(keys, input, call);
      const digest = digestOf(key, input);
      const sign = key.spec === 'RSA_2048' ? signPss : signEcdsa;
      return { ...answer(key, input), Signature: sign(digest, key.privateKey) };
    },
  },
  Verify: {
    readOnly: true,
    resources: keyArn,
    run(input, call) {
      const key = keyOf(keys, input, call);
      const verify = key.spec === 'RSA_2048' ? verifyPss : verifyEcdsa;
      if (!verify(digestOf(key, input), Buffer.from(input.Signature), key.publicKey))
        throw new AwsError('KMSInvalidSignatureException', '');
      return { ...answer(key, input), SignatureValid: true };
    },
  },
});

const answer = ({ arn }: Key, { SigningAlgorithm }: Shape): Shape => ({ KeyId: arn, SigningAlgorithm });

/** What is signed: the digest that was given, or that of the message. */
const digestOf = ({ arn, spec }: Key, { Message, MessageType = 'RAW', SigningAlgorithm }: Shape): Buffer => {
  if (!specs[spec].some((each) => each === SigningAlgorithm))
    throw new AwsError(
      'InvalidKeyUsageException',
      `Algorithm ${SigningAlgorithm} is incompatible with key spec ${spec} of ${arn}.`,
    );
  const message = Buffer.from(Message);
  if (MessageType === 'DIGEST') {
    if (message.length === 32) return message;
    throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${SigningAlgorithm}`);
  }
  if (message.length > 4096)
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
  return createHash('sha256').update(message).digest();
};
