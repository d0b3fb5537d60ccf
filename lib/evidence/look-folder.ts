/**
 * Where the evidence of a look is written, below the bucket or folder of all evidence:
 * `AKIA…-1/look-0-20261128T174059123Z`. A step of a durable function may run twice: the second time has a folder of its
 * own, for the first one's may be locked and half written, and neither may be taken for the other.
 * @param at when the look is written
 */
export const lookFolder = (incidentId: string, look: number, at: Date): string =>
  `${incidentId}/look-${look}-${at.toISOString().replaceAll(/[-:.]/g, '')}`;
