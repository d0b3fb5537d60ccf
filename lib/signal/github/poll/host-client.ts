import type { Octokit } from '@octokit/core';
import * as z from 'zod/mini';
import { now, timestamp } from '#lib/platform/clock.ts';
import { once } from '#lib/platform/once.ts';
import { appJwt } from '../app-jwt.ts';
import { GithubRefused, GithubUnavailable } from '../errors.ts';
import { explainFailure } from '../refusals.ts';
import { sameOriginFetch } from '../same-origin-fetch.ts';
import type { HostApp } from '../stored-secrets.ts';
import { Allowance, type Headers } from './allowance.ts';
import type { Answer, Ask, Question } from './ask.ts';
import { nextPage } from './next-page.ts';
import { PollStopped } from './stopped.ts';

const timeout = 10_000;

// GitHub docs, "Rate limits for the REST API": without word on how long, a secondary limit is waited out a minute.
const shortestWait = 60;

const minted = z.object({ token: z.string().check(z.minLength(1)) });
const tokenRequest: Question = {
  route: 'POST /app/installations/{installation_id}/access_tokens',
  parameters: { permissions: { secret_scanning_alerts: 'read', metadata: 'read' } },
  as: 'app',
  mends: {
    403: 'the installation of the GitHub App is suspended: resume it',
    404: 'the GitHub App was uninstalled',
    422: 'the installation has not granted "Secret scanning alerts: read": accept it there',
  },
};

const headersOf = (error: unknown): Headers => {
  const response = error instanceof Error && 'response' in error ? error.response : undefined;
  return (response as { headers?: Headers } | undefined)?.headers ?? {};
};

/** Asks in the name of the App and of its installations. It knows what is left of each one's rate limit. */
class HostClient {
  readonly #hostApp: HostApp;
  readonly #octokit: () => Promise<Octokit>;
  readonly #allowances = new Map<Question['as'], Allowance>();
  readonly #tokens = new Map<number, Promise<string>>();

  constructor(hostApp: HostApp) {
    this.#hostApp = hostApp;
    this.#octokit = once(async () => {
      const { Octokit } = await import('@octokit/core');
      return new Octokit({ baseUrl: hostApp.apiUrl.replace(/\/+$/, ''), userAgent: 'tourniquet' });
    });
  }

  async ask(question: Question): Promise<Answer> {
    const { as } = question;
    const token = as === 'app' ? appJwt(this.#hostApp.app) : await this.#tokenOf(as);
    const allowance = this.#allowanceOf(as);
    if (allowance.isSpent()) throw this.#spent(as);
    try {
      const { data, headers } = await this.#send(question, `Bearer ${token}`);
      allowance.note(headers);
      return { body: data, next: nextPage(headers.link) };
    } catch (error) {
      allowance.note(headersOf(error));
      throw this.#failureOf(error, question);
    }
  }

  async #send({ route, parameters }: Question, authorization: string) {
    return (await this.#octokit()).request(route, {
      ...parameters,
      headers: {
        authorization,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
      request: { fetch: sameOriginFetch, signal: AbortSignal.timeout(timeout) },
    });
  }

  #tokenOf(installationId: number): Promise<string> {
    const token = this.#tokens.get(installationId) ?? this.#mint(installationId);
    this.#tokens.set(installationId, token);
    return token;
  }

  async #mint(installationId: number): Promise<string> {
    const parameters = { ...tokenRequest.parameters, installation_id: installationId };
    const { body } = await this.ask({ ...tokenRequest, parameters });
    const parsed = minted.safeParse(body);
    if (!parsed.success)
      throw new GithubUnavailable(200, 'an answer to the token request in an unknown form');
    return parsed.data.token;
  }

  #allowanceOf(as: Question['as']): Allowance {
    const allowance = this.#allowances.get(as) ?? new Allowance();
    this.#allowances.set(as, allowance);
    return allowance;
  }

  #spent(as: Question['as']): PollStopped {
    const reason = `the rate limit of ${this.#hostApp.host} is reached`;
    return new PollStopped(as === 'app' ? 'host' : 'installation', reason, this.#allowanceOf(as).resetAt());
  }

  /** An error without the request and the answer in it, in the words of the question: a status says not much. */
  #failureOf(error: unknown, { as, mends = {} }: Question): Error {
    const failure = explainFailure(error, as === 'app' ? 'installation' : 'alert');
    if (failure instanceof GithubRefused)
      return new GithubRefused(failure.status, mends[failure.status] ?? failure.mend);
    // Of what can be asked again later, these two are the rate limits.
    if (failure.status !== 403 && failure.status !== 429) return failure;
    if (failure.retryAfter === undefined && this.#allowanceOf(as).isEmpty()) return this.#spent(as);
    const seconds = failure.retryAfter ?? shortestWait;
    const until = timestamp(new Date(now().getTime() + seconds * 1000));
    return new PollStopped('host', `${this.#hostApp.host} asks to wait`, until);
  }
}

/**
 * A way to ask the App's host, with tokens that may read alerts and nothing else. For one run only: the tokens live
 * an hour.
 *
 * It stops when only the reserve of an hour's requests is left, or GitHub asks to wait. Whoever goes on asking then may
 * be banned (GitHub docs, "Rate limits for the REST API").
 */
export const githubAsk = (hostApp: HostApp): Ask => {
  const client = new HostClient(hostApp);
  return (question) => client.ask(question);
};
