import * as z from 'zod/mini';
import type { Malformed } from '#lib/signal/malformed.ts';
import { malformed } from '#lib/signal/malformed.ts';
import type { Delivered } from './event.ts';

const labels = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
type Severity = (typeof labels)[number];

const severity = z.object({ Label: z.optional(z.unknown()), Normalized: z.optional(z.unknown()) });

/** Security Hub API reference, Severity: HIGH begins at 70 of 100. Findings of before 2020 have only the number. */
const labelOf = (normalized: unknown): Severity | undefined => {
  if (typeof normalized !== 'number' || !(normalized >= 0 && normalized <= 100)) return undefined;
  if (normalized >= 90) return 'CRITICAL';
  if (normalized >= 70) return 'HIGH';
  return normalized >= 40 ? 'MEDIUM' : 'LOW';
};

/** How severe a finding calls itself. Nothing is assumed where it does not say. */
export const severityOf = ({ finding, path }: Delivered): Severity | Malformed => {
  const parsed = severity.safeParse(finding.Severity);
  const { Label: label, Normalized: normalized } = parsed.success ? parsed.data : {};
  const found =
    label === undefined || label === null ? labelOf(normalized) : labels.find((one) => one === label);
  const field = `${path}.Severity`;
  return found ?? malformed(field, `${field} must have a Label of ${labels.join(', ')}`);
};

export const isSevere = (of: Severity): boolean => of === 'HIGH' || of === 'CRITICAL';
