import * as z from 'zod/mini';

const optionalText = z.catch(z.optional(z.string()), undefined);
const optionalUnknown = z.optional(z.unknown());
/** What may stand in the id of a signal. */
export const identifier = z
  .string('must be text')
  .check(z.regex(/^[\w.:/-]{1,400}$/, 'must be an identifier such as 4a1f-1'));

/** What tells an event about a leaked credential from the others that AWS Health sends. */
export const anyHealthEvent = z.object(
  {
    source: z.literal('aws.health', 'must be aws.health'),
    'detail-type': z.literal(
      ['AWS Health Event', 'AWS Health Abuse Event'],
      'must be AWS Health Event or AWS Health Abuse Event',
    ),
    detail: z.looseObject(
      {
        service: z.string('must be text').check(z.regex(/^[\w. -]{1,100}$/, 'must be a name such as RISK')),
        eventTypeCode: z
          .string('must be text')
          .check(z.regex(/^\w{1,200}$/, 'must be a code such as AWS_RISK_CREDENTIALS_EXPOSED')),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/**
 * An event of the service RISK (AWS Health user guide, "Reference: AWS Health events Amazon EventBridge schema").
 * Only what decides is demanded.
 */
export const riskEvent = z.object({
  // The account that the event was sent to: with the organizational view not the one that is affected.
  account: optionalUnknown,
  time: optionalText,
  detail: z.object({
    eventTypeCode: z.string(),
    eventTypeCategory: optionalText,
    eventArn: optionalUnknown,
    // The same for the copy that AWS sends to a backup region.
    communicationId: z.nullish(identifier),
    affectedAccount: optionalUnknown,
    affectedEntities: z.nullish(
      z.array(z.object({ entityValue: z.string('must be text') }, 'must be an object'), 'must be a list'),
    ),
    statusCode: z.nullish(z.string('must be text')),
    startTime: optionalText,
    lastUpdatedTime: optionalText,
    totalPages: z.catch(z.optional(z.union([z.string(), z.number()])), undefined),
    eventDescription: optionalUnknown,
    eventMetadata: z.catch(
      z.optional(z.object({ publicKey: optionalText, userName: optionalText, exposedUrl: optionalText })),
      undefined,
    ),
  }),
});

export type RiskDetail = z.infer<typeof riskEvent>['detail'];

/** An event whose account and identity were read. */
export interface Risk {
  /** `health:<communication>:<account>`: what every copy of this message shares. */
  id: string;
  accountId: string;
  time: string | undefined;
  detail: RiskDetail;
}
