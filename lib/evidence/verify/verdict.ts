import type { SigningAlgorithm } from '../manifest.ts';

export type ProblemKind =
  /** It is there, and is not what was written. */
  | 'altered'
  /** The manifest lists it, and it is not there. */
  | 'missing'
  /** It is there, and no manifest lists it. */
  | 'not-listed'
  /** A link or a device: it is not followed. */
  | 'not-a-file'
  | 'unreadable';

/** Something that does not fit. `path` is below the folder that was verified; file names are untrusted text. */
export interface Problem {
  path: string;
  problem: ProblemKind;
  detail: string;
}

export type SignatureState =
  /** The key says that the manifest is as it was signed. */
  | 'valid'
  | 'invalid'
  /** It should be there. */
  | 'missing'
  /** It was written without one. */
  | 'unsigned'
  /** It is there, and no key was given to check it with. */
  | 'not-checked'
  /** The manifest itself cannot be read. */
  | 'unknown';

export interface SignatureVerdict {
  state: SignatureState;
  /** As the manifest says. */
  keyArn?: string;
  algorithm?: SigningAlgorithm;
}

/** What became of one look's folder. */
export interface LookVerdict {
  /** Below the folder that was verified; `.` for that one itself. */
  folder: string;
  incidentId: string | null;
  look: number | null;
  writtenAt: string | null;
  /** How many files the manifest lists. */
  files: number;
  manifestSha256: string | null;
  signature: SignatureVerdict;
  problems: Problem[];
}

export interface Verdict {
  folder: string;
  /** No problem anywhere. */
  fits: boolean;
  looks: LookVerdict[];
  /** What lies beside the looks' folders. */
  problems: Problem[];
}

/** Nothing there can be verified: there is no manifest, or no folder. */
export class UnreadableEvidence extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableEvidence';
  }
}
