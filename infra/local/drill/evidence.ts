import { publicKey } from '#lib/evidence/verify/key.ts';
import { verifyEvidence } from '#lib/evidence/verify.ts';
import { currentObjects } from '../services/s3-bucket.ts';
import type { Stage } from './stage.ts';

/** Every object of the evidence by its key: `AKIA…-1/look-0-…/report.html`. */
export const evidenceIn = ({ aws, deployed }: Stage): Map<string, Buffer> => {
  const bucket = aws.s3.bucket(deployed.evidenceBucketArn?.split(':').at(-1) ?? '');
  if (!bucket) return new Map();
  return new Map([...currentObjects(bucket)].map(([key, { body }]) => [key, body]));
};

/** What the last look at an incident left, by its path in the look's folder; nothing where no look left anything. */
export const lastLookOf = (stage: Stage, incidentId: string): Map<string, Buffer> => {
  const all = [...evidenceIn(stage)].flatMap(([key, body]) => {
    const [, id, look = '', path = ''] = /^([\w-]+)\/(look-\w[\w-]*)\/(.+)$/.exec(key) ?? [];
    return id === incidentId ? [{ look, path, body }] : [];
  });
  const numberOf = (look: string): number => Number(/^look-(\d+)/.exec(look)?.[1]);
  const [last] = all
    .map(({ look }) => look)
    .sort((one, other) => numberOf(other) - numberOf(one) || other.localeCompare(one));
  return new Map(all.filter(({ look }) => look === last).map(({ path, body }) => [path, body]));
};

/** Verifies a folder that evidence was laid into, with the key that signed it. @returns what is wrong with it */
export const unproved = async ({ aws, deployed }: Stage, folder: string): Promise<string[]> => {
  const { PublicKey } = await aws.administer('kms', 'GetPublicKey', { KeyId: deployed.evidenceKeyArn });
  const { looks, problems } = await verifyEvidence(folder, publicKey(Buffer.from(PublicKey)));
  const all = [...problems, ...looks.flatMap((look) => look.problems)];
  return [
    ...all.map(({ path, problem }) => `the evidence does not fit its manifest: ${path} is ${problem}`),
    ...looks.flatMap(({ signature }) =>
      signature.state === 'valid' ? [] : [`the signature of the evidence is ${signature.state}`],
    ),
  ];
};
