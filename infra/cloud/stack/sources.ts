import { type DurableConfig, durableOf } from '#infra/deployed/durable.ts';
import { functionFolders, loadGrants } from '#infra/deployed/grants.ts';
import type { Grants } from '#lib/platform/grants.ts';
import type { Settings } from '../settings/settings.ts';
import { hasDestinations } from './destinations.ts';

/** What a function's folder says about how it is deployed. */
export interface FunctionSource {
  folder: string;
  grants: Grants;
  durable?: DurableConfig;
}

/** The folders that are deployed only where something is switched on. */
const wanted: Readonly<Record<string, (settings: Settings) => boolean>> = {
  'receive-webhook': ({ github }) => github !== undefined,
  'poll-github': ({ github }) => github !== undefined,
  'revoke-sessions': ({ revokeSessions }) => revokeSessions,
  'publish-incident': hasDestinations,
};

/** The functions that these settings deploy. */
export const loadSources = async (settings: Settings): Promise<FunctionSource[]> => {
  const folders = (await functionFolders()).filter((folder) => wanted[folder]?.(settings) ?? true);
  return Promise.all(
    folders.sort().map(async (folder) => {
      const [grants, durable] = await Promise.all([loadGrants(folder), durableOf(folder)]);
      return { folder, grants, ...(durable && { durable }) };
    }),
  );
};
