import * as z from 'zod/mini';

const optionalText = z.catch(z.optional(z.string()), undefined);
const accountId = z.string('must be text').check(z.regex(/^\d{12}$/, 'must be 12 digits'));

/** A call to IAM as EventBridge delivers it from CloudTrail (EventBridge user guide, "AWS service events via CloudTrail"). */
export const iamCall = z.object(
  {
    source: z.literal('aws.iam', 'must be aws.iam'),
    'detail-type': z.literal('AWS API Call via CloudTrail', 'must be AWS API Call via CloudTrail'),
    time: optionalText,
    detail: z.looseObject(
      {
        eventName: z.string('must be text').check(z.regex(/^\w{1,200}$/, 'must be the name of an operation')),
        // Present on calls that failed (CloudTrail user guide, "CloudTrail record contents").
        errorCode: z.nullish(z.string('must be text')),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/** A call that attaches or detaches a policy, before it is known which policy. */
export const policyCall = z.object({
  detail: z.object({
    requestParameters: z.object({ policyArn: z.string('must be text') }, 'must be an object'),
  }),
});

const identity = z.object({
  type: optionalText,
  arn: optionalText,
  userName: optionalText,
  principalId: optionalText,
  accountId: z.optional(z.unknown()),
  accessKeyId: optionalText,
  invokedBy: optionalText,
});

/** The same call once it is known to be about the quarantine: who, whom, where. */
export const quarantineCall = z.object({
  time: optionalText,
  detail: z.object({
    eventID: z
      .string('must be text')
      .check(z.regex(/^[\w-]{1,100}$/, 'must be an identifier such as a UUID')),
    eventTime: optionalText,
    sourceIPAddress: optionalText,
    userAgent: optionalText,
    recipientAccountId: z.nullish(accountId),
    userIdentity: z.catch(identity, {}),
    requestParameters: z.object({
      policyArn: z.string(),
      userName: z.optional(z.unknown()),
      roleName: optionalText,
      groupName: optionalText,
    }),
  }),
});

export type QuarantineCall = z.infer<typeof quarantineCall>;
export type QuarantineRecord = QuarantineCall['detail'];
export type Caller = QuarantineRecord['userIdentity'];
