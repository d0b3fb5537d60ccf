import * as z from 'zod/mini';

const text = z.string('must be text');
const unknownField = 'has a field that it must not have, or is no object';

/** Somebody took a step of ours off again, as CloudTrail shows it. */
const undoing = z.strictObject(
  {
    /** The unique id of the user or role that the step holds: `AIDA…`, `AROA…`. */
    principalId: text.check(z.regex(/^[A-Z0-9]{16,128}$/, 'must be a unique id of IAM')),
    /** The id of the step, as in an incident. */
    step: text.check(z.regex(/^[\w:-]{1,200}$/, 'must be the id of a step')),
    /** Of a step that concerns one of several keys or sessions of the principal: which one. */
    accessKeyId: z.optional(text.check(z.regex(/^[A-Z0-9]{16,128}$/, 'must be an access key id'))),
    /** Who did it: an ARN. */
    by: text.check(z.regex(/^[\x21-\x7e]{1,2048}$/, 'must be an ARN')),
    /** Whether that is somebody of the lineage of the leaked credential. */
    byLineage: z.boolean('must be true or false'),
    /** ISO 8601 UTC. */
    at: z.iso.datetime('must be a time in ISO 8601 UTC'),
  },
  unknownField,
);
export type Undoing = z.infer<typeof undoing>;

/**
 * A message of the investigation to `contain`: look again at an incident and at all that came from it, knowing who took
 * off what.
 */
export const sweepAsked = z.strictObject(
  {
    kind: z.literal('sweep'),
    incidentId: text.check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
    /** The how manieth sweep it is, from 1. */
    number: z
      .number('must be a number')
      .check(z.int('must be a whole number'), z.positive('must be above 0')),
    changes: z.array(undoing, 'must be a list').check(z.maxLength(500, 'must name at most 500')),
  },
  unknownField,
);

export type SweepAsked = z.infer<typeof sweepAsked>;
