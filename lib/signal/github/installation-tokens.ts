import * as z from 'zod/mini';
import { now } from '#lib/platform/clock.ts';
import type { GithubAlertRef } from '../github-alert-ref.ts';
import { appJwt } from './app-jwt.ts';
import { GithubRefused } from './errors.ts';
import type { Subject } from './refusals.ts';
import type { Sender } from './sender.ts';
import type { GithubApp } from './stored-secrets.ts';

/** What a token may do, to read unless it says otherwise; each is asked for by itself, so that one that is not granted spoils no other. */
export type Permission = 'secret_scanning_alerts' | 'secret_scanning_alerts:write' | 'contents';

export interface InstallationTokens {
  /** A token for one repository and one permission. @throws GithubUnavailable, GithubRefused */
  token(ref: GithubAlertRef, permission: Permission): Promise<string>;
  /** Drops a token that GitHub no longer takes. */
  forget(ref: GithubAlertRef, permission: Permission): void;
}

const minted = z.object({ token: z.string().check(z.minLength(1)), expires_at: z.string() });
const installation = z.object({ id: z.int() });

// A token lives an hour. One that is about to end might do so between being taken and being used.
const margin = 5 * 60_000;

const understood = <T>(result: { success: true; data: T } | { success: false }, what: string): T => {
  if (!result.success) throw new GithubRefused(200, `GitHub answered the ${what} request in an unknown form`);
  return result.data;
};

interface Minted {
  token: Promise<string>;
  goodUntil: number;
}

const keyOf = ({ repository, installationId }: GithubAlertRef, permission: Permission): string =>
  `${installationId ?? ''} ${repository.owner}/${repository.name} ${permission}`.toLowerCase();

const tokenSubjects = {
  secret_scanning_alerts: 'alert-token',
  'secret_scanning_alerts:write': 'alert-write-token',
  contents: 'file-token',
} as const satisfies Record<Permission, Subject>;

/** The installation that covers the repository, for webhooks that do not name it. */
const findInstallation = async ({ repository }: GithubAlertRef, app: GithubApp, sender: Sender) => {
  const answer = await sender.json({
    route: 'GET /repos/{owner}/{repo}/installation',
    parameters: { owner: repository.owner, repo: repository.name },
    authorization: `Bearer ${appJwt(app)}`,
    subject: 'installation',
  });
  return understood(installation.safeParse(answer), 'installation').id;
};

const mint = async (ref: GithubAlertRef, permission: Permission, app: GithubApp, sender: Sender) => {
  const installationId = ref.installationId ?? (await findInstallation(ref, app, sender));
  const [name = '', level = 'read'] = permission.split(':');
  const answer = await sender.json({
    route: 'POST /app/installations/{installation_id}/access_tokens',
    parameters: {
      installation_id: installationId,
      repositories: [ref.repository.name],
      permissions: { [name]: level },
    },
    authorization: `Bearer ${appJwt(app)}`,
    subject: tokenSubjects[permission],
  });
  const { token, expires_at } = understood(minted.safeParse(answer), 'token');
  return { token, goodUntil: Date.parse(expires_at) - margin };
};

/** Mints tokens of the App's installations and keeps each until shortly before its end. */
export const installationTokens = (app: GithubApp, sender: Sender): InstallationTokens => {
  const kept = new Map<string, Minted>();
  const dropEnded = (at: number) => {
    for (const [key, { goodUntil }] of kept) if (goodUntil <= at) kept.delete(key);
  };
  const mintOnce = (key: string, ref: GithubAlertRef, permission: Permission): Promise<string> => {
    // Kept from the start, so that a batch of alerts of one repository shares one request.
    const entry: Minted = { token: Promise.resolve(''), goodUntil: Number.POSITIVE_INFINITY };
    entry.token = mint(ref, permission, app, sender).then(({ token, goodUntil }) => {
      entry.goodUntil = goodUntil;
      return token;
    });
    entry.token.catch(() => kept.delete(key));
    kept.set(key, entry);
    return entry.token;
  };
  return {
    token: (ref, permission) => {
      dropEnded(now().getTime());
      const key = keyOf(ref, permission);
      return kept.get(key)?.token ?? mintOnce(key, ref, permission);
    },
    forget: (ref, permission) => {
      kept.delete(keyOf(ref, permission));
    },
  };
};
