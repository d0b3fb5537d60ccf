import { describeError } from '#lib/aws/errors.ts';
import { logger } from '#lib/platform/logger.ts';
import type { CallKeeper } from './kept-call.ts';
import type { Told } from './look-once.ts';

/** The evidence of one look: it takes the calls while the look reads them, and is written when the look is over. */
export interface LookEvidence {
  keeper: CallKeeper;
  /** @returns where the page of it lies now, and what is missing in it although it should be there, for people */
  write(told: Told): Promise<{ where: string; missing?: string }>;
  /** Forgets what lies on this machine. */
  close(): Promise<void>;
}

/**
 * Lets a look gather evidence. Where that cannot be kept the look goes on without it, and people are told so: it is
 * worth less than what the look finds.
 */
export const withEvidence = async <T>(
  open: (() => Promise<LookEvidence>) | undefined,
  look: (keeper: CallKeeper | undefined, keep: (told: Told) => Promise<Told>) => Promise<T>,
): Promise<T> => {
  if (!open) return look(undefined, async (told) => told);
  let evidence: LookEvidence;
  try {
    evidence = await open();
  } catch (error) {
    return look(undefined, async (told) => failed(told, error));
  }
  const keep = (told: Told): Promise<Told> =>
    evidence.write(told).then(
      ({ where, missing }) => ({
        ...told,
        evidence: where,
        ...(missing !== undefined && { evidenceFailed: missing }),
      }),
      (error: unknown) => failed(told, error),
    );
  try {
    return await look(evidence.keeper, keep);
  } finally {
    await evidence
      .close()
      .catch((error: unknown) => logger.error('what was kept here is left behind', { error }));
  }
};

const failed = (told: Told, error: unknown): Told => {
  logger.error('the evidence of a look could not be kept', {
    incidentId: told.incidentId,
    look: told.look,
    error,
  });
  return { ...told, evidenceFailed: describeError('keeping the evidence', error) };
};
