import type { Incident } from '#lib/incident/incident.ts';
import type { Held } from '#lib/investigation/descendants/statuses.ts';
import { withStatuses } from '#lib/investigation/descendants/statuses.ts';
import type { Json } from '#lib/investigation/detail.ts';
import type { Investigation, KnownCredential } from '#lib/investigation/investigation.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { lineageTree } from '#lib/report/lineage/tree.ts';
import { company } from '../scenario/company.ts';
import type { Print } from './show.ts';
import type { Stage } from './stage.ts';
import type { Thief } from './thief.ts';

const mostLines = 44;
const width = 110;

/** The lineage of the leaked key, read from every record of the trail, with what became of each credential. */
export const lineageOf = async (stage: Stage): Promise<Investigation> => {
  const records: Json[] = stage.aws.trail.records().map((record) => ({ ...record }));
  const { accessKeyId } = stage.leakedKey;
  const [incident] = (await stage.incidents()).filter((each) => each.accessKeyId === accessKeyId);
  const reported = incident?.signals[0]?.reportedAt;
  const found = investigateRecords(
    { accessKeyId, ...(reported && { reportedAt: new Date(reported) }) },
    records,
  );
  return withStatuses(found, heldBy(await stage.incidents(), found));
};

const heldBy = (incidents: readonly Incident[], { credentials, created }: Investigation): Held[] => {
  const held = incidents.filter(({ descendantOf }) => descendantOf !== undefined);
  const byUser = new Map(
    held.flatMap((each) => (each.principal?.kind === 'user' ? [[each.principal.name, each]] : [])),
  );
  return [
    ...credentials.flatMap(({ id, principal, kind }): Held[] => {
      const incident =
        held.find(({ accessKeyId }) => accessKeyId === id) ??
        (kind === 'role-session' ? undefined : byUser.get(principal?.name ?? ''));
      return incident ? [{ id, incident }] : [];
    }),
    ...created.flatMap(({ type, id }): Held[] => {
      const incident = type === 'AWS::IAM::User' ? byUser.get(id) : undefined;
      return incident ? [{ id: `${type} ${id}`, incident }] : [];
    }),
  ];
};

export const showLineage = (print: Print, { credentials }: Investigation): void => {
  for (const line of lineageTree(credentials, width)(mostLines)) print(`  ${line}`);
};

/** What is wrong with a lineage: a credential that the thief has and that is neither stopped nor explained. */
export const notListed = (found: Investigation, thief: Thief, ofWorkload: readonly string[]): string[] => {
  const byId = new Map(found.credentials.map((credential) => [credential.id, credential]));
  const missing = thief.sessions.filter(({ accessKeyId }) => !byId.has(accessKeyId));
  return [
    ...missing.map(({ accessKeyId }) => `${accessKeyId}, which the thief has, is not in the lineage`),
    ...found.credentials
      .filter((each) => each.issuedBy !== null && !isSettled(each))
      .map(({ id, verdict }) => `${id} is ${verdict?.what ?? 'not decided'} and nothing says why`),
    ...ofWorkload
      .filter((id) => byId.get(id)?.verdict?.what === 'contain')
      .map((id) => `${id} is the workload's own session of ${company.leaks} and would be contained`),
  ];
};

const isSettled = ({ verdict }: KnownCredential): boolean =>
  verdict !== undefined && (verdict.what !== 'contain' || verdict.status === 'contained');
