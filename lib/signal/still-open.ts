import * as z from 'zod/mini';
import { isSafeCommand } from '#lib/platform/command-shape.ts';

const text = z.string('must be text');
/** What stands for a command where there is none to give. */
export const byHand = 'stop it by hand';

/**
 * Whether containment takes this for a command. It opens pages and mails as it is: whoever may write to the queue must
 * not have people paste what he likes.
 */
export const isTellable = (command: string): boolean =>
  command === byHand || (/^[\x20-\x7e]{1,500}$/.test(command) && isSafeCommand(command));

const unknownField = 'has a field that it must not have, or is no object';

/**
 * A message of the investigation to `contain`: what keeps drawing new sessions although all was done that an incident
 * asks for, such as an instance that the thief started with a role. An empty list says that nothing does any more.
 */
export const stillOpenFound = z.strictObject(
  {
    kind: z.literal('still-open'),
    incidentId: text.check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
    open: z
      .array(
        z.strictObject(
          {
            /** For people. Untrusted text. */
            what: text.check(
              z.minLength(1, 'must not be empty'),
              z.maxLength(300, 'must have at most 300 characters'),
            ),
            /** What stops it, to be typed as it is: the sender has made each word of it safe for a shell. */
            command: text.check(
              z.regex(/^[\x20-\x7e]{1,500}$/, 'must be one line of at most 500 ASCII characters'),
              z.refine(
                isTellable,
                'must be a command of the AWS CLI or of Tourniquet that no shell reads more into',
              ),
            ),
          },
          unknownField,
        ),
        'must be a list',
      )
      .check(z.maxLength(20, 'must name at most 20')),
  },
  unknownField,
);

export type StillOpenFound = z.infer<typeof stillOpenFound>;
