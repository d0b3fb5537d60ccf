import type { Repository, StoredAlert, StoredLocation } from './state.ts';

const time = (at: Date | null): string | null => (at ? at.toISOString().replace(/\.\d{3}Z$/, 'Z') : null);

const repositoryUrl = (apiUrl: string, { owner, name }: Repository): string =>
  `${apiUrl}/repos/${owner}/${name}`;

export const repositoryPage = ({ webUrl, owner, name }: Repository): string => `${webUrl}/${owner}/${name}`;

export const alertPage = (repository: Repository, number: number): string =>
  `${repositoryPage(repository)}/security/secret-scanning/${number}`;

/** Where the alert stands, as the REST API lists it ("List locations for a secret scanning alert"). */
export const locationJson = (location: StoredLocation, repository: Repository, apiUrl: string) => {
  if ('details' in location) return { type: location.type, details: location.details };
  const details = {
    path: location.path,
    start_line: location.startLine,
    end_line: location.endLine ?? location.startLine,
    start_column: 1,
    end_column: 41,
    blob_sha: location.blobSha,
    blob_url: `${repositoryUrl(apiUrl, repository)}/git/blobs/${location.blobSha}`,
    commit_sha: '0'.repeat(40),
    commit_url: `${repositoryUrl(apiUrl, repository)}/git/commits/${'0'.repeat(40)}`,
  };
  return { type: location.type, details };
};

/** The fields that the webhook and the REST API share. */
export const alertFields = (alert: StoredAlert, repository: Repository, apiUrl: string) => {
  const url = `${repositoryUrl(apiUrl, repository)}/secret-scanning/alerts/${alert.number}`;
  return {
    number: alert.number,
    created_at: time(alert.createdAt),
    updated_at: time(alert.resolvedAt ?? alert.createdAt),
    url,
    html_url: alertPage(repository, alert.number),
    locations_url: `${url}/locations`,
    resolution: alert.resolution,
    resolved_at: time(alert.resolvedAt),
    resolved_by: null,
    resolution_comment: alert.resolutionComment ?? null,
    secret_type: alert.secretType,
    secret_type_display_name: alert.secretType.replaceAll('_', ' '),
    ...(alert.provider ? { provider: alert.provider.name, provider_slug: alert.provider.slug } : {}),
    validity: alert.validity,
    push_protection_bypassed: false,
    push_protection_bypassed_by: null,
    push_protection_bypassed_at: null,
    publicly_leaked: alert.publiclyLeaked,
    multi_repo: false,
  };
};

/** The alert as the REST API shows it, with its secret ("Get a secret scanning alert"). */
export const alertJson = (alert: StoredAlert, repository: Repository, apiUrl: string) => {
  const [first] = alert.locations;
  return {
    ...alertFields(alert, repository, apiUrl),
    state: alert.resolution === null ? 'open' : 'resolved',
    secret: alert.secret,
    is_base64_encoded: alert.base64,
    first_location_detected: first ? locationJson(first, repository, apiUrl).details : null,
    has_more_locations: alert.locations.length > 1,
  };
};
