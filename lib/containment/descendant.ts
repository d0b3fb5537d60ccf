import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';
import { redact } from '#lib/platform/redact.ts';
import type { DescendantFound } from '#lib/signal/descendant.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { type ContainDeps, contain, type Outcome } from './contain.ts';
import { isDenied } from './mail/standing.ts';

type Thing = DescendantFound['thing'];

/**
 * Contains what the lineage of a leaked credential issued, made or changed, in an incident of its own: with the same
 * steps, the same read-back and the same rules as any leak. Nothing is done once the credential's own incident was
 * restored, and no second incident is opened where its deny holds the same user already: both answer with that incident.
 * @throws Error when there is no such incident: the message must not get lost
 * @throws IncidentBusy when another run is at it
 */
export const containDescendant = async (message: DescendantFound, deps: ContainDeps): Promise<Outcome> => {
  const { incidentId, thing } = message;
  const root = await deps.store.find(incidentId);
  if (!root) throw new Error(`there is no incident ${incidentId} whose lineage this could be of`);
  const why = whyNothing(thing, root);
  if (why === undefined) return contain(signalOf(message, root), { ...depsFor(root, deps), reportedAgain });
  logger.info('a descendant needs nothing', { incidentId, type: thing.type, why });
  return { incident: root, retry: false };
};

// Where a leak is only observed, all that came from it is, too, whatever the rules say of the source that found that.
const depsFor = (root: Incident, deps: ContainDeps): ContainDeps => {
  if (root.decidedBy !== 'observe') return deps;
  return {
    ...deps,
    judgement: async (signal) => {
      const judged = await deps.judgement(signal);
      const modes = [...judged.rules.modes, { source: 'lineage' as const, mode: 'observe' as const }];
      return { ...judged, rules: { ...judged.rules, modes } };
    },
  };
};

const whyNothing = (thing: Thing, root: Incident): string | undefined => {
  if (root.status === 'restored') return 'its incident was restored';
  return isCovered(thing, root) ? 'the deny on its user holds it already' : undefined;
};

// By the unique id alone: a thief may rename the user and put another one under its name.
const isCovered = (thing: Thing, root: Incident): boolean =>
  (thing.type === 'user' || thing.type === 'user-session') &&
  thing.userId !== undefined &&
  root.principal?.kind === 'user' &&
  root.principal.id === thing.userId &&
  isDenied(root);

// Each look of the investigation finds the same again: what a person restored by itself is no news.
const reportedAgain = async ({ incidentId }: Incident): Promise<void> => {
  logger.info('a descendant was restored by a person: it stays so', { incidentId });
};

const signalOf = (
  { accountId, issuedAt, how, evenIfProtected, thing }: DescendantFound,
  { incidentId: root }: Incident,
): LeakSignal => ({
  id: `lineage:${root}:${idOf(thing)}`,
  source: 'lineage',
  certainty: 'proven',
  ownerShown: true,
  descendantOf: root,
  accountId,
  ...credentialOf(thing),
  where: redact(how),
  reportedAt: issuedAt,
  ...(evenIfProtected && { override: ['protected'] }),
});

/** Tells the things of one lineage apart: a role that is made anew under the same name is another. */
const idOf = (thing: Thing): string => {
  if ('accessKeyId' in thing) return thing.accessKeyId;
  return thing.type === 'user'
    ? `user/${thing.userId ?? thing.userName}`
    : `role/${thing.roleId ?? thing.roleName}`;
};

const credentialOf = (thing: Thing): Partial<LeakSignal> => {
  switch (thing.type) {
    case 'access-key':
      return { accessKeyId: thing.accessKeyId, ...userOf(thing), made: thing.madeUser ? 'user' : 'key' };
    case 'user-session':
      return { accessKeyId: thing.accessKeyId, ...userOf(thing) };
    case 'user':
      return { ...userOf(thing), made: 'user' };
    case 'role-session':
      return {
        accessKeyId: thing.accessKeyId,
        session: { ...roleOf(thing), sessionName: thing.sessionName },
      };
    case 'role':
      return { role: roleOf(thing), made: 'role' };
    default:
      thing satisfies never;
      throw new Error('a descendant of this type is not contained');
  }
};

const userOf = ({ userName, userId }: { userName: string; userId?: string | undefined }) => ({
  userName,
  ...(userId !== undefined && { userId }),
});

const roleOf = ({ roleName, roleId }: { roleName: string; roleId?: string | undefined }) => ({
  roleName,
  ...(roleId !== undefined && { roleId }),
});
