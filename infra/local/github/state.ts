import { createHash } from 'node:crypto';
import { notFound } from './answer.ts';

/** Where a secret stands. Without `type` it is a commit; for other types only `details` are sent. */
export interface SeedLocation {
  path: string;
  startLine: number;
  endLine?: number;
  blobSha: string;
}

export type StoredLocation =
  | ({ type: 'commit' } & SeedLocation)
  | { type: string; details: Record<string, unknown> };

export interface StoredAlert {
  number: number;
  secret: string;
  secretType: string;
  provider?: { name: string; slug: string };
  base64: boolean;
  createdAt: Date;
  resolution: string | null;
  resolvedAt: Date | null;
  resolutionComment?: string | null;
  validity: 'active' | 'inactive' | 'unknown';
  publiclyLeaked: boolean;
  locations: StoredLocation[];
}

export interface Repository {
  /** Where people see this GitHub: `https://github.com`. */
  webUrl: string;
  owner: string;
  name: string;
  private: boolean;
  installationId: number;
  secretScanning: boolean;
  alerts: Map<number, StoredAlert>;
  blobs: Map<string, Buffer>;
}

export interface Installation {
  id: number;
  /** What the owner granted: `{ secret_scanning_alerts: 'read' }`. */
  permissions: Record<string, 'read' | 'write'>;
  suspended: boolean;
  /** What its webhooks are about; alerts by default. */
  events?: string[];
}

export interface IssuedToken {
  installationId: number;
  permissions: Record<string, string>;
  /** The names it is limited to; undefined for every repository of the installation. */
  repositories: string[] | undefined;
  expiresAt: Date;
}

/** What the local GitHub knows: installations with their repositories, and the tokens it issued. */
export class GithubState {
  /** `https://github.com`, or that of the GitHub Enterprise Server that it poses as. */
  readonly webUrl: string;
  readonly installations = new Map<number, Installation>();
  readonly repositories = new Map<string, Repository>();
  readonly tokens = new Map<string, IssuedToken>();

  constructor(host: string) {
    this.webUrl = `https://${host}`;
  }

  /** Names are compared without case, as GitHub does. @throws GithubError 404 */
  repository(owner: string, name: string): Repository {
    const repository = this.repositories.get(`${owner}/${name}`.toLowerCase());
    if (!repository) throw notFound();
    return repository;
  }

  repositoriesOf(installationId: number): Repository[] {
    return [...this.repositories.values()].filter((each) => each.installationId === installationId);
  }
}

/** The object id that git gives these bytes. */
export const blobSha = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
