import { CallSpool } from '#lib/evidence/call-spool.ts';
import { lookFolder } from '#lib/evidence/look-folder.ts';
import type { Signer } from '#lib/evidence/signature.ts';
import type { EvidenceSink } from '#lib/evidence/sink.ts';
import { writeEvidence } from '#lib/evidence/write-evidence.ts';
import { noteEvidence } from '#lib/incident/evidence-record.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import type { Silence } from '#lib/investigation/changes.ts';
import type { LookEvidence } from '#lib/investigation/look-evidence.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import { now } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { version } from '#lib/platform/version.ts';
import { caseFiles, pageName } from './case-files.ts';
import { caseOf } from './case-of.ts';

export interface EvidenceHome {
  /** @param folder the look's own, below that of all evidence */
  sinkFor(folder: string): EvidenceSink;
  signer?: Signer | undefined;
  incidents: { descendantsOf(incidentId: string): Promise<Incident[]> };
  records: Pick<RecordStore, 'get' | 'set'>;
}

type Calls = Awaited<ReturnType<CallSpool['whole']>>;

/**
 * Keeps the evidence of an incident's looks: the report in its three forms, what it rests on, and every call. Each look
 * has a folder of its own, and the incident's record says where it is.
 */
export const evidenceOfLooks =
  (home: EvidenceHome): (() => Promise<LookEvidence>) =>
  async () => {
    const spool = await CallSpool.open();
    return {
      keeper: spool,
      write: async (told) => keep(told, await spool.whole(), home),
      close: () => spool.dispose(),
    };
  };

const keep = async (
  told: Told,
  calls: Calls,
  home: EvidenceHome,
): Promise<{ where: string; missing?: string }> => {
  const { incidentId, look } = told;
  const sink = home.sinkFor(lookFolder(incidentId, look, now()));
  const descendants = await home.incidents.descendantsOf(incidentId);
  const kase = caseOf(told, { ...calls, descendants, evidence: sink.where });
  const about = { incidentId, look, writtenAt: kase.writtenAt, toolVersion: version };
  const written = await writeEvidence([...caseFiles(kase), ...calls.files], about, sink, home.signer);
  const { where, manifestSha256, signed, notSigned } = written;
  if (notSigned !== undefined)
    logger.error('the evidence is not signed', { incidentId, look, why: notSigned });
  await noteEvidence(home.records, incidentId, look, {
    where,
    manifestSha256,
    signed,
    at: kase.writtenAt,
    ...(kase.silent && silenceIn(kase.silent)),
  });
  const unsigned = notSigned === undefined ? [] : [`it is not signed: ${notSigned}`];
  const missing = [...(calls.missing === undefined ? [] : [calls.missing]), ...unsigned].join('; ');
  return { where: `${where}${pageName}`, ...(missing !== '' && { missing }) };
};

const silenceIn = ({ silent, succeededAfter, regions }: Silence) => {
  const times = regions.map(({ until }) => until);
  const known = times.every((until) => until !== null);
  return { silent, succeededAfter, silentUntil: (known && times.toSorted()[0]) || null };
};
