import * as z from 'zod/mini';
import type { Finding } from './finding.ts';

const text = z.catch(z.optional(z.string()), undefined);

/** GuardDuty API reference, data types Actor and User. `account` is where it happened, not who owns the user. */
const user = z.object({
  name: text,
  uid: text,
  type: text,
  credentialUid: z.optional(z.unknown()),
  account: z.catch(z.optional(z.object({ uid: text })), undefined),
});
export type ActorUser = z.infer<typeof user>;

const sequence = z.object(
  {
    detection: z.object(
      {
        sequence: z.object(
          {
            // An actor may also be a process without a user; one that is odd must not hide the others.
            actors: z.array(
              z.catch(z.object({ user: z.catch(z.optional(user), undefined) }), { user: undefined }),
              'must be a list',
            ),
          },
          'must be an object',
        ),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/** Who acts in an attack sequence; `error` where `service` does not hold a sequence as documented. */
export const actorsOf = ({ service }: Finding): { users: ActorUser[]; error?: z.core.$ZodError } => {
  const parsed = sequence.safeParse(service);
  if (!parsed.success) return { users: [], error: parsed.error };
  const users = parsed.data.detection.sequence.actors.flatMap((actor) => actor.user ?? []);
  return { users };
};
