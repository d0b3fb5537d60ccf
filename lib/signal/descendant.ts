import * as z from 'zod/mini';

const text = z.string('must be text');
const name = text.check(z.regex(/^[\w+=,.@-]{1,64}$/, 'is not a name of IAM'));
const uniqueId = z.optional(text.check(z.regex(/^[A-Z0-9]{16,128}$/, 'is not a unique id of IAM')));
const longTerm = text.check(z.regex(/^AKIA[A-Z0-9]{16}$/, 'must be the id of a long-term key'));
const temporary = text.check(z.regex(/^ASIA[A-Z0-9]{16}$/, 'must be the id of a temporary key'));
const unknownField = 'has a field that it must not have, or is no object';

/**
 * A message of the investigation to `contain`: what a leaked credential issued, made or changed (its lineage) is
 * contained as well, in an incident of its own.
 */
export const descendantFound = z.strictObject(
  {
    kind: z.literal('descendant'),
    /** The incident of the leaked credential. */
    incidentId: text.check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
    accountId: text.check(z.regex(/^\d{12}$/, 'must be 12 digits')),
    /** When it was issued, made or changed, ISO 8601 UTC. */
    issuedAt: z.iso.datetime('must be a time in ISO 8601 UTC'),
    /** How that is known, for people. Untrusted text. */
    how: text.check(z.maxLength(500, 'must have at most 500 characters')),
    /** A person said so. */
    evenIfProtected: z.optional(z.literal(true, 'must be true or left out')),
    thing: z.discriminatedUnion('type', [
      /** `madeUser`: the lineage made its user as well. Otherwise the user was there before, and only the key goes off. */
      z.strictObject(
        {
          type: z.literal('access-key'),
          accessKeyId: longTerm,
          userName: name,
          userId: uniqueId,
          madeUser: z.boolean('must be true or false'),
        },
        unknownField,
      ),
      z.strictObject(
        {
          type: z.literal('role-session'),
          accessKeyId: temporary,
          roleName: name,
          roleId: uniqueId,
          sessionName: name,
        },
        unknownField,
      ),
      /** Of GetSessionToken or GetFederationToken: this user is behind it. */
      z.strictObject(
        { type: z.literal('user-session'), accessKeyId: temporary, userName: name, userId: uniqueId },
        unknownField,
      ),
      /** A user that the lineage made, or whose console password it set. */
      z.strictObject({ type: z.literal('user'), userName: name, userId: uniqueId }, unknownField),
      /** A role that the lineage made. */
      z.strictObject({ type: z.literal('role'), roleName: name, roleId: uniqueId }, unknownField),
    ]),
  },
  unknownField,
);

export type DescendantFound = z.infer<typeof descendantFound>;
