import * as z from 'zod/mini';

const optionalText = z.catch(z.optional(z.string()), undefined);
const optionalUnknown = z.optional(z.unknown());

/**
 * The envelope of EventBridge with one finding in camelCase (GuardDuty user guide, "Processing GuardDuty findings
 * with Amazon EventBridge"). Only what decides is demanded; what tells people more may be missing or odd, since
 * no leak is dropped for its decoration.
 */
export const guardDutyEvent = z.object(
  {
    source: z.literal('aws.guardduty', 'must be aws.guardduty'),
    'detail-type': z.literal('GuardDuty Finding', 'must be GuardDuty Finding'),
    time: optionalText,
    detail: z.looseObject(
      {
        id: z
          .string('must be text')
          .check(z.regex(/^[A-Za-z0-9-]{1,300}$/, 'must be letters, digits and hyphens')),
        // Not the envelope's `account`: a delegated administrator gets copies of its members' findings.
        accountId: z.string('must be text').check(z.regex(/^\d{12}$/, 'must be 12 digits')),
        type: z
          .string('must be text')
          .check(
            z.regex(/^[\x21-\x7e]{1,200}$/, 'must be a finding type such as Recon:IAMUser/UserPermissions'),
          ),
        region: z.catch(z.optional(z.string().check(z.regex(/^[a-z0-9-]{1,40}$/))), undefined),
        partition: optionalText,
        title: optionalText,
        description: optionalText,
        severity: z.catch(z.optional(z.number()), undefined),
        createdAt: optionalText,
        updatedAt: optionalText,
        resource: optionalUnknown,
        service: optionalUnknown,
      },
      'must be an object',
    ),
  },
  'must be an object',
);

export type GuardDutyEvent = z.infer<typeof guardDutyEvent>;
export type Finding = GuardDutyEvent['detail'];

const serviceNotes = z.catch(
  z.object({
    archived: z.catch(z.optional(z.boolean()), undefined),
    eventFirstSeen: optionalText,
    eventLastSeen: optionalText,
    additionalInfo: optionalUnknown,
  }),
  { archived: undefined, eventFirstSeen: undefined, eventLastSeen: undefined, additionalInfo: undefined },
);

/** What the `service` block says beside the facts that decide. */
export const notesOf = ({ service }: Finding): z.infer<typeof serviceNotes> => serviceNotes.parse(service);
