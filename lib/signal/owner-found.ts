import * as z from 'zod/mini';

const name = (most: number) =>
  z.string('must be text').check(z.regex(/^[\w+=,.@/-]+$/, 'is not a name of IAM'), z.maxLength(most));

/**
 * A message of the investigation to `contain`: whose a temporary credential is, as CloudTrail shows it. No API tells
 * it, so until then nothing could be done.
 */
export const ownerFound = z.object({
  kind: z.literal('owner-found'),
  incidentId: z.string('must be text').check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
  accountId: z.string('must be text').check(z.regex(/^\d{12}$/, 'must be 12 digits')),
  owner: z.discriminatedUnion('type', [
    z.object({ type: z.literal('user'), userName: name(64), userId: z.optional(name(128)) }),
    z.object({
      type: z.literal('role-session'),
      roleName: name(64),
      roleId: z.optional(name(128)),
      sessionName: z.optional(name(64)),
    }),
    z.object({ type: z.literal('root') }),
  ]),
});

export type OwnerFound = z.infer<typeof ownerFound>;
