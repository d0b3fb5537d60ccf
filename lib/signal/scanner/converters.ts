import type { Conversion } from './conversion.ts';
import { convertGitguardian } from './gitguardian.ts';
import { convertGitleaks } from './gitleaks.ts';
import { convertTrufflehog } from './trufflehog.ts';

/** The scanners whose output is understood. Any other may send the event of docs/scanner-event.md itself. */
export const converters = {
  trufflehog: convertTrufflehog,
  gitleaks: convertGitleaks,
  gitguardian: convertGitguardian,
} as const satisfies Record<string, (value: unknown) => Conversion>;

export type ScannerName = keyof typeof converters;
export const scannerNames = Object.keys(converters) as ScannerName[];

export const isScannerName = (name: unknown): name is ScannerName =>
  typeof name === 'string' && Object.hasOwn(converters, name);
