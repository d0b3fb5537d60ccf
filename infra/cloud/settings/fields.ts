import * as z from 'zod/mini';

const text = (means: string) => z.string(`must be ${means}`);

const matching = (form: RegExp, means: string) => text(means).check(z.regex(form, `must be ${means}`));

// The same form that lib/platform/mail-addresses.ts asks of senders and receivers.
const address = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/;
const https = /^https:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\x21-\x7e]*)?$/;

export const mailAddress = matching(address, 'a mail address, such as security@example.com');
export const mailOrHttps = matching(
  new RegExp(`${address.source}|${https.source}`),
  'a mail address, or an https:// address that a pager gave you',
);
export const httpsUrl = matching(https, 'an address that begins with https://');
export const region = matching(/^[a-z]{2}(?:-[a-z]+){1,3}-\d$/, 'a Region, such as eu-central-1');
export const accountId = matching(/^\d{12}$/, '12 digits');
export const organizationId = matching(
  /^o-[a-z0-9]{10,32}$/,
  'the id of an organization, such as o-a1b2c3d4e5',
);
export const time = z.iso.datetime('must be a time in ISO 8601 UTC, such as 2026-11-28T09:00:00Z');

/** What STS takes (API reference, AssumeRole, ExternalId), and long enough that nobody guesses it. */
export const externalId = matching(
  /^[\w+=,.@:/-]{16,1224}$/,
  '16 or more letters, digits and + = , . @ : / -, such as a UUID',
);

const roleArn = String.raw`arn:[\w-]+:iam::(?:\d{12}|\*):role/`;
const oneRole = String.raw`(?:[\w+=,.@-]{1,64}/){0,8}[\w+=,.@-]{1,64}`;
// IAM Identity Center ends the names of its roles with 16 digits of its own, in each account others.
const permissionSet = String.raw`aws-reserved/sso\.amazonaws\.com/(?:\*/|[a-z0-9-]+/)?AWSReservedSSO_[\w+=,.@-]{1,32}_[0-9a-f?]{16}`;

/** One role, in one account or in each: whoever could choose the name could become it. A user's keys might leak. */
export const exactRoleArn = matching(
  new RegExp(`^${roleArn}(?:${permissionSet}|(?!aws-reserved/)${oneRole})$`),
  'the ARN of one role, with 12 digits or * for the account; of a permission set arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_NAME_????????????????',
);

export const bucketArn = matching(/^arn:[\w-]+:s3:::[a-z0-9.-]{3,63}$/, 'the ARN of a bucket');
export const placeInBucket = matching(
  /^arn:[\w-]+:s3:::[a-z0-9.-]{3,63}(?:\/[^/*\s]+)*$/,
  'the ARN of a bucket, with a prefix that does not end in /',
);

/** Each once: what is made for each has its name. */
export const listOf = <T extends z.core.$ZodType>(element: T, means: string) =>
  z
    .array(element, `must be a list of ${means}`)
    .check(z.refine((list) => new Set(list).size === list.length, 'must name each only once'));

export const whole = (least: number, most: number) => {
  const means = `must be a whole number from ${least} to ${most}`;
  return z.number(means).check(z.int(means), z.gte(least, means), z.lte(most, means));
};

/** @param values the accepted ones, in the order in which an error names them */
export const oneOf = <const T extends readonly string[]>(...values: T) =>
  z.enum(values, `must be one of ${values.join(', ')}`);

export const yesOrNo = z.boolean('must be true or false');

/** How long CloudWatch Logs can keep a group's events, in days (API reference, PutRetentionPolicy). */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
export const logRetentionDays = z.number('must be a number of days').check(
  z.refine((days) => retentions.includes(days), `must be one of ${retentions.join(', ')}`),
  z.meta({ enum: retentions }),
);
