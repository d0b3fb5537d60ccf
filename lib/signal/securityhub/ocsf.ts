import * as z from 'zod/mini';
import { isKeyId } from '#lib/credential/key-id.ts';
import type { SignalReading, Tell } from '#lib/signal/leak-signal.ts';
import { malformed } from '#lib/signal/malformed.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import { isOwnId } from './own-finding.ts';

const text = z.catch(z.optional(z.string()), undefined);
const object = <T extends z.core.$ZodLooseShape>(shape: T) => z.catch(z.optional(z.object(shape)), undefined);

/** The parts of an OCSF finding that are told (Security Hub user guide, "OCSF findings"). */
const ocsfFinding = z.object({
  metadata: object({ product: object({ name: text, uid: text }) }),
  finding_info: object({ title: text, uid: text }),
  cloud: object({ account: object({ uid: text }) }),
  severity: text,
  resources: z.catch(
    z.array(z.catch(z.object({ type: text, uid: text }), { type: undefined, uid: undefined })),
    [],
  ),
});
type OcsfFinding = z.infer<typeof ocsfFinding>;

const keyTypes = ['AWS::IAM::AccessKey', 'AwsIamAccessKey'];

const tellOf = ({ metadata, finding_info: info, severity, resources }: OcsfFinding): Tell => {
  if (isOwnId(info?.uid)) return 'log';
  const aboutKey = resources.some(({ type, uid }) => keyTypes.includes(type ?? '') || isKeyId(uid));
  if (!aboutKey || metadata?.product?.uid?.endsWith('/aws/guardduty')) return 'log';
  return ['High', 'Critical', 'Fatal'].includes(severity ?? '') ? 'mail' : 'digest';
};

/**
 * A finding of the new Security Hub. Security Hub CSPM sends what it holds in ASFF as well, which is acted on; what
 * comes in OCSF alone is told, with the key to contain by hand.
 */
export const readOcsf = (value: unknown, path: string): SignalReading => {
  const parsed = ocsfFinding.safeParse(value);
  if (!parsed.success) return malformed(path, `${path} must be an object`);
  const { metadata, finding_info: info, cloud, resources } = parsed.data;
  const keys = resources.flatMap(({ uid }) => (isKeyId(uid) ? [uid] : [])).slice(0, 10);
  return {
    kind: 'not-a-leak',
    tell: tellOf(parsed.data),
    reason: [
      `Security Hub reports a finding of ${outsideText(metadata?.product?.name, 100) || 'an unnamed product'}`,
      ` in account ${outsideText(cloud?.account?.uid, 12) || '(unnamed)'} in the format OCSF, which is told only`,
      keys.length > 0 ? `; it names ${keys.join(', ')}` : '',
      info?.title ? `: ${outsideText(info.title)}` : '.',
    ].join(''),
  };
};
