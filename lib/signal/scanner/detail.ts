import * as z from 'zod/mini';

/** What every event about a leaked key is called, whichever scanner sends it. */
export const scannerDetailType = 'Leaked AWS Access Key';

const optionalText = z.catch(z.optional(z.string()), undefined);
const text = z.string('must be text');

/**
 * The event, as docs/scanner-event.md describes it and docs/schemas/scanner-event.schema.json says it to machines.
 * A field that is not named here is refused: people would put the secret there.
 */
export const scannerEvent = z.object(
  {
    // EventBridge keeps the prefix for AWS: such an event would be one of the other rules'.
    source: text.check(
      z.regex(/^(?!aws\.)[\x21-\x7e]{1,256}$/, 'must name its sender and not begin with aws.'),
    ),
    'detail-type': z.literal(scannerDetailType, `must be ${scannerDetailType}`),
    time: optionalText,
    detail: z.strictObject(
      {
        accessKeyId: z.unknown(),
        where: text.check(z.regex(/\S/, 'must say where the key leaked')),
        scanner: text.check(
          z.regex(
            /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/,
            'must be the name of the scanner, at most 64 characters',
          ),
        ),
        // Scripts write null for what they do not know.
        verified: z.nullish(z.boolean('must be true or false')),
        url: z.nullish(text),
        foundAt: z.nullish(text),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

export type ScannerEvent = z.infer<typeof scannerEvent>;

/** All that our converters let travel: the secret stays where it was found. */
export interface ScannerDetail {
  accessKeyId: string;
  /** `config/aws.env line 3 (commit 0123456789ab) in github.com/acme/shop`, one line without secrets. */
  where: string;
  scanner: string;
  /** Whether the scanner tried the key with success; absent where it did not try. */
  verified?: boolean;
}
