import * as z from 'zod/mini';
import { isKeyId, parseKeyId } from '#lib/credential/key-id.ts';
import { type Malformed, malformed } from '#lib/signal/malformed.ts';
import type { Delivered } from './event.ts';

const text = z.catch(z.optional(z.string()), undefined);

/** Security Hub API reference, AwsIamAccessKeyDetails. */
const details = z.object({
  AccessKeyId: z.optional(z.unknown()),
  AccountId: text,
  PrincipalId: text,
  PrincipalName: text,
  PrincipalType: text,
  UserName: text,
  SessionContext: z.catch(
    z.optional(z.object({ SessionIssuer: z.catch(z.optional(z.object({ UserName: text })), undefined) })),
    undefined,
  ),
});
export type KeyDetails = z.infer<typeof details>;

const holder = z.catch(z.object({ Details: z.object({ AwsIamAccessKey: details }) }), {
  Details: { AwsIamAccessKey: {} },
});

/** A resource of type AwsIamAccessKey: `given` is what stands where the key id should be, blank where nothing does. */
export interface KeyResource {
  given: unknown;
  field: string;
  details: KeyDetails;
}

const isBlank = (given: unknown): boolean => given === undefined || given === null || given === '';

/** GuardDuty writes `AWS::IAM::AccessKey:AKIA…` (and `:null` without a key) as the Id and gives no AccessKeyId. */
const inResourceId = (id: string): string | undefined => {
  const last = id.slice(Math.max(id.lastIndexOf(':'), id.lastIndexOf('/')) + 1);
  if (isKeyId(last)) return last;
  // Other products put the ARN of a user there, which is not a wrong key id but none.
  return id.startsWith('AWS::IAM::AccessKey:') && last !== 'null' ? last : undefined;
};

export const keyResources = ({ finding, path }: Delivered): KeyResource[] =>
  finding.Resources.flatMap((resource, index) => {
    if (resource.Type !== 'AwsIamAccessKey') return [];
    const { AwsIamAccessKey } = holder.parse(resource).Details;
    const at = `${path}.Resources.${index}`;
    return isBlank(AwsIamAccessKey.AccessKeyId)
      ? { given: inResourceId(resource.Id), field: `${at}.Id`, details: AwsIamAccessKey }
      : {
          given: AwsIamAccessKey.AccessKeyId,
          field: `${at}.Details.AwsIamAccessKey.AccessKeyId`,
          details: AwsIamAccessKey,
        };
  });

/** The keys that a finding names, each once, and the first fault among those that it names wrongly. */
export const namedKeys = (
  resources: readonly KeyResource[],
): { keys: Map<string, KeyDetails>; fault?: Malformed } => {
  const keys = new Map<string, KeyDetails>();
  let fault: Malformed | undefined;
  for (const { given, field, details: of } of resources) {
    if (isBlank(given)) continue;
    const key = parseKeyId(given);
    if (key.kind !== 'not-a-key-id') keys.set(key.accessKeyId, of);
    else fault ??= malformed(field, `${field} is no access key id: ${key.reason}`);
  }
  return { keys, ...(fault && { fault }) };
};
