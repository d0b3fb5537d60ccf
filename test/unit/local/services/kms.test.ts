import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kms } from '#infra/local/services/kms.ts';
import { readSignature, writeSignature } from '#infra/local/services/kms-der.ts';
import { asked, caller, expectRefusal, newClock, otherAccountId, user } from './rig.ts';

const specs = [
  ['ECC_NIST_P256', 'ECDSA_SHA_256', {}],
  ['RSA_2048', 'RSASSA_PSS_SHA_256', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
] as const;

const setUp = async (KeySpec: string) => {
  const { service } = kms({ clock: newClock() });
  const call = caller(service);
  const { KeyMetadata } = await call('CreateKey', { KeyUsage: 'SIGN_VERIFY', KeySpec });
  return { service, call, KeyId: KeyMetadata.Arn as string, metadata: KeyMetadata };
};

describe.each(specs)('a key of %s', (KeySpec, SigningAlgorithm, options) => {
  it('signs digests and messages alike, as node and the key itself agree, and nothing else', async () => {
    const { call, KeyId } = await setUp(KeySpec);
    const { PublicKey, SigningAlgorithms } = await call('GetPublicKey', { KeyId });
    expect(SigningAlgorithms).toEqual([SigningAlgorithm]);
    const key = createPublicKey({ key: PublicKey, format: 'der', type: 'spki' });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.nat(), async (bytes, at) => {
        const message = Buffer.from(bytes);
        const digest = createHash('sha256').update(message).digest();
        const asDigest = { KeyId, Message: digest, MessageType: 'DIGEST', SigningAlgorithm };
        const asMessage = { KeyId, Message: message, SigningAlgorithm };
        for (const input of [asDigest, asMessage]) {
          const { Signature } = await call('Sign', input);
          expect(verify('sha256', message, { key, ...options }, Signature)).toBe(true);
          for (const same of [asDigest, asMessage])
            expect(await call('Verify', { ...same, Signature })).toMatchObject({ SignatureValid: true });
          const altered = Buffer.from(Signature);
          altered[at % altered.length] = (altered[at % altered.length] ?? 0) ^ 1;
          await expectRefusal(
            call('Verify', { ...input, Signature: altered }),
            'KMSInvalidSignatureException',
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it('refuses other algorithms and what is no digest', async () => {
    const { call, KeyId } = await setUp(KeySpec);
    const Message = Buffer.alloc(32);
    const [, other] = specs.find(([spec]) => spec !== KeySpec) ?? [];
    await expectRefusal(
      call('Sign', { KeyId, Message, SigningAlgorithm: other }),
      'InvalidKeyUsageException',
    );
    const short = { KeyId, Message: Buffer.alloc(31), MessageType: 'DIGEST', SigningAlgorithm };
    await expectRefusal(call('Sign', short), 'ValidationException');
    const long = { KeyId, Message: Buffer.alloc(4097), SigningAlgorithm };
    await expectRefusal(call('Sign', long), 'ValidationException');
    for (const Signature of [Buffer.alloc(0), Buffer.alloc(256, 0xff), Buffer.alloc(70)])
      await expectRefusal(
        call('Verify', { KeyId, Message, Signature, SigningAlgorithm }),
        'KMSInvalidSignatureException',
      );
  });
});

describe('KMS', () => {
  it('tells of a key of its own account only, by id or ARN, and authorises by the ARN', async () => {
    const { service, call, KeyId, metadata } = await setUp('ECC_NIST_P256');
    expect(await call('DescribeKey', { KeyId: metadata.KeyId })).toEqual({ KeyMetadata: metadata });
    expect(metadata).toMatchObject({
      KeyUsage: 'SIGN_VERIFY',
      KeyState: 'Enabled',
      AWSAccountId: '111122223333',
    });
    expect(asked(service, 'Sign', { KeyId: metadata.KeyId })).toEqual({
      action: 'kms:Sign',
      resources: [KeyId],
    });
    const other = caller(service, { caller: user(otherAccountId) });
    await expectRefusal(other('GetPublicKey', { KeyId }), 'NotFoundException');
    await expectRefusal(call('DescribeKey', { KeyId: 'none' }), 'NotFoundException');
    await expectRefusal(call('CreateKey', { KeyUsage: 'ENCRYPT_DECRYPT' }), 'ValidationException');
  });

  it('writes the two numbers of a signature in the one way that DER has', () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    fc.assert(
      fc.property(number, number, (r, s) => {
        const der = writeSignature(r, s);
        expect(readSignature(der)).toEqual({ r, s });
        expect(readSignature(Buffer.concat([der, Buffer.alloc(1)]))).toBeUndefined();
        expect(readSignature(der.subarray(0, -1))).toBeUndefined();
      }),
    );
  });
});
