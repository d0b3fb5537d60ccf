import { notFound } from './answer.ts';
import {
  blobSha,
  type GithubState,
  type Repository,
  type StoredAlert,
  type StoredLocation,
} from './state.ts';

/** What an alert begins as; the rest is filled in as for a fresh alert about an AWS key. */
export interface SeedAlert extends Partial<Omit<StoredAlert, 'number' | 'locations'>> {
  secret: string;
  number?: number;
  locations?: StoredLocation[];
}

const providers: [RegExp, { name: string; slug: string }][] = [
  [/^aws/, { name: 'Amazon Web Services (AWS)', slug: 'amazon_aws' }],
];

const repositoryNamed = (state: GithubState, fullName: string): Repository => {
  const [owner = '', name = ''] = fullName.split('/');
  if (!owner || !name) throw notFound(`${fullName} is not owner/name`);
  return state.repository(owner, name);
};

/** Adds a repository, `owner/name`, that the installation covers. */
export const addRepository = (
  state: GithubState,
  fullName: string,
  { installationId, ...options }: { installationId: number; private?: boolean; secretScanning?: boolean },
): void => {
  const [owner = '', name = ''] = fullName.split('/');
  const empty = { alerts: new Map(), blobs: new Map() };
  const settings = { private: true, secretScanning: true, ...options };
  const { webUrl } = state;
  state.repositories.set(fullName.toLowerCase(), {
    webUrl,
    owner,
    name,
    installationId,
    ...settings,
    ...empty,
  });
};

/** Adds the content of a file and returns its blob id. */
export const addBlob = (state: GithubState, fullName: string, content: string | Uint8Array): string => {
  const bytes = Buffer.from(content);
  const sha = blobSha(bytes);
  repositoryNamed(state, fullName).blobs.set(sha, bytes);
  return sha;
};

/** Adds an alert, or takes the place of the one with its number, and returns its number. */
export const addAlert = (state: GithubState, fullName: string, seed: SeedAlert, now: Date): number => {
  const { alerts } = repositoryNamed(state, fullName);
  const number = seed.number ?? Math.max(0, ...alerts.keys()) + 1;
  const secretType = seed.secretType ?? 'aws_access_key_id';
  const provider = providers.find(([pattern]) => pattern.test(secretType))?.[1];
  alerts.set(number, {
    secretType,
    ...(provider ? { provider } : {}),
    base64: false,
    createdAt: now,
    resolution: null,
    resolvedAt: null,
    validity: 'unknown',
    publiclyLeaked: false,
    locations: [],
    ...seed,
    number,
  });
  return number;
};

/** The alert of a repository. @throws GithubError 404 */
export const alertNumbered = (state: GithubState, fullName: string, number: number) => {
  const repository = repositoryNamed(state, fullName);
  const alert = repository.alerts.get(number);
  if (!alert) throw notFound(`${fullName} has no alert ${number}`);
  return { repository, alert };
};

/** Finds the secret of an alert in a further place. @returns the index of the place among those of the alert */
export const addLocation = (
  state: GithubState,
  fullName: string,
  number: number,
  location: StoredLocation,
): number => alertNumbered(state, fullName, number).alert.locations.push(location) - 1;
