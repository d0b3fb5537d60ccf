import { accountOfKeyId } from '#infra/local/iam/access-key-id.ts';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { type RestoreRequest, restore } from '#lib/containment/restore.ts';
import { RestoreRefused } from '#lib/containment/restore-refused.ts';
import { revokeSessions } from '#lib/containment/revoke-sessions.ts';
import type { AccountStanding } from '#lib/credential/organization.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { depsWith } from '#test/unit/containment/fake-account.ts';
import { accountId, type Cloud } from './cloud.ts';

/** Containment and restore as they are deployed, on the embedded IAM; people are told nothing. */
export const newWorld = async ({ iam }: Cloud, { guard = false } = {}) => {
  const store = new FileIncidentStore(await temporaryFolder());
  const iamFor = async () => iam;
  const deps = {
    ...depsWith(store),
    guard,
    iamFor,
    ownAccountId: async () => accountId,
    accountOfKey: async (id: string) => accountOfKeyId(id) ?? accountId,
    accountStanding: async (id: string): Promise<AccountStanding> => (id === accountId ? 'own' : 'foreign'),
    denySession: (
      { incidentId, session }: Parameters<ReturnType<typeof depsWith>['denySession']>[0],
      undo: boolean,
    ) =>
      revokeSessions(
        { incidentId, issuedBefore: session.issuedBefore, undo },
        { store, iamFor, ownRoles: [] },
      ),
  };
  return {
    contain: async (signal: LeakSignal): Promise<Incident> => (await contain(signal, deps)).incident,
    look: (incidentId: string, number: number) => lookAgain(incidentId, deps, number),
    restore: (request: Partial<RestoreRequest> & { id: string }): Promise<Incident> =>
      restore({ dryRun: false, ...request }, deps),
    /** A dry run, which is refused where the real one would be. */
    async rehearse(id: string): Promise<void> {
      await restore({ id, dryRun: true }, deps).catch(unlessStillNeeded);
    },
    /** Restores all, putting off what another one still needs. @param before each but the first */
    async restoreAll(ids: readonly string[], before: () => Promise<void>): Promise<void> {
      const putOff: string[] = [];
      for (const [at, id] of ids.entries()) {
        if (at > 0) await before();
        try {
          await restore({ id, dryRun: false }, deps);
        } catch (error) {
          unlessStillNeeded(error);
          putOff.push(id);
        }
      }
      for (const id of putOff) await restore({ id, dryRun: false }, deps);
    },
  };
};

const unlessStillNeeded = (error: unknown): void => {
  if (!(error instanceof RestoreRefused) || error.code !== 'still-needed') throw error;
};

export type World = Awaited<ReturnType<typeof newWorld>>;
