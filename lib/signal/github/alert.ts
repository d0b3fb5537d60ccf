import * as z from 'zod/mini';
import { timestamp } from '#lib/platform/clock.ts';
import { type FilePlace, filePlace, pageUrl } from '../github-alert-ref.ts';
import { GithubRefused } from './errors.ts';
import { keyIdsIn } from './key-ids.ts';
import { isOwnComment } from './own-comment.ts';

/** A place of the secret; `file` is absent for an issue, a discussion, a wiki page and the like. */
export interface Place {
  type: string;
  file?: FilePlace;
}

/** An alert without its secret: of that, only the key ids in it are left. */
export interface GithubAlert {
  keyIds: string[];
  secretType: string;
  provider?: string | undefined;
  resolution?: string | undefined;
  /** Nobody but us has closed it. */
  closedByUs?: true;
  /** ISO 8601 UTC */
  createdAt: string;
  htmlUrl?: string | undefined;
  firstPlace?: Place | undefined;
  /** Whether the places must be asked for: there are more, or the answer named none. */
  morePlaces: boolean;
  publiclyLeaked: boolean;
  validity?: string | undefined;
}

const lenient = <T extends z.ZodMiniType>(schema: T) => z.catch(z.nullish(schema), undefined);

const fileDetails = z.object({
  // A path that is too long for the queue and for a mail is cut where it is shown; no place is lost for it.
  path: z.string(),
  start_line: filePlace.shape.startLine,
  end_line: filePlace.shape.endLine,
  blob_sha: filePlace.shape.blobSha,
});
const location = z.object({ type: z.string(), details: z.unknown() });
const firstLocation = z.record(z.string(), z.unknown());

const alert = z.object({
  secret: lenient(z.string()),
  secret_type: z.string(),
  provider_slug: lenient(z.string()),
  provider: lenient(z.string()),
  resolution: lenient(z.string()),
  resolution_comment: lenient(z.string()),
  created_at: lenient(z.string()),
  html_url: lenient(pageUrl),
  first_location_detected: lenient(firstLocation),
  has_more_locations: lenient(z.boolean()),
  publicly_leaked: lenient(z.boolean()),
  validity: lenient(z.string()),
});

/** One place as GitHub describes it; anything but a commit has no file. */
export const toPlace = (type: string, details: unknown): Place => {
  const parsed = type === 'commit' ? fileDetails.safeParse(details) : undefined;
  if (!parsed?.success) return { type };
  const { path, start_line: startLine, end_line: endLine, blob_sha: blobSha } = parsed.data;
  return { type, file: { path, startLine, endLine, blobSha } };
};

/** The alert names its first location without a type: one with a blob and no wiki page is in a commit. */
const toFirstPlace = (details: Record<string, unknown>): Place =>
  toPlace('blob_sha' in details && !('page_url' in details) ? 'commit' : 'other', details);

const toTime = (text: string | null | undefined): string => {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? timestamp() : timestamp(new Date(milliseconds));
};

/**
 * Reads GitHub's answer and lets go of the secret in it.
 * @throws GithubRefused when the answer is not an alert
 */
export const toGithubAlert = (answer: unknown): GithubAlert => {
  const parsed = alert.safeParse(answer);
  if (!parsed.success) {
    throw new GithubRefused(200, `GitHub's answer has no usable ${parsed.error.issues[0]?.path.join('.')}`);
  }
  const { data } = parsed;
  const firstPlace = data.first_location_detected ? toFirstPlace(data.first_location_detected) : undefined;
  return {
    keyIds: keyIdsIn(data.secret ?? ''),
    secretType: data.secret_type,
    provider: data.provider_slug ?? data.provider ?? undefined,
    resolution: data.resolution ?? undefined,
    ...(data.resolution === 'revoked' &&
      isOwnComment(data.resolution_comment ?? undefined) && { closedByUs: true as const }),
    createdAt: toTime(data.created_at),
    htmlUrl: data.html_url ?? undefined,
    firstPlace,
    morePlaces: !firstPlace || data.has_more_locations !== false,
    publiclyLeaked: data.publicly_leaked === true,
    validity: data.validity ?? undefined,
  };
};

/** How an alert stands. */
export interface AlertResolution {
  resolution?: string | undefined;
  comment?: string | undefined;
}

/** Reads how an alert stands, of an answer with or without its secret. @throws GithubRefused */
export const toResolution = (answer: unknown): AlertResolution => {
  const parsed = alert.safeParse(answer);
  if (!parsed.success) throw new GithubRefused(200, "GitHub's answer is not an alert");
  const { resolution, resolution_comment: comment } = parsed.data;
  return { resolution: resolution ?? undefined, comment: comment ?? undefined };
};

/** Reads GitHub's list of locations. @throws GithubRefused when it is no list */
export const toPlaces = (answer: unknown): Place[] => {
  const parsed = z.array(location).safeParse(answer);
  if (!parsed.success) throw new GithubRefused(200, "GitHub's answer is not a list of locations");
  return parsed.data.map(({ type, details }) => toPlace(type, details));
};
