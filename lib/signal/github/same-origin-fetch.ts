import { GithubRefused } from './errors.ts';

const mostHops = 3;

const isRedirect = ({ status }: Response): boolean => [301, 302, 303, 307, 308].includes(status);

/** Where a redirect leads, if that is the same host by the same way. */
const withinOrigin = (url: URL, response: Response): URL | undefined => {
  const location = response.headers.get('location') ?? '';
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  return next?.origin === url.origin ? next : undefined;
};

/**
 * A `fetch` that follows a redirect only to where the request went in the first place. GitHub redirects from the old
 * name of a repository to its number (GitHub docs, "Best practices for using the REST API": follow redirects). Whoever
 * has taken over the address of a GitHub could otherwise send us, inside of our network, to any other.
 *
 * @throws GithubRefused for every other redirect, and those of requests that are no GET
 */
export const sameOriginFetch: typeof fetch = async (input, init) => {
  let url = new URL(input instanceof Request ? input.url : input);
  for (let hop = 0; ; hop += 1) {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    if (!isRedirect(response)) return response;
    await response.body?.cancel();
    const next =
      (init?.method ?? 'GET') === 'GET' && hop < mostHops ? withinOrigin(url, response) : undefined;
    if (!next) {
      const mend =
        'it redirects to another address, which is not followed: see that the API address is right';
      throw new GithubRefused(response.status, mend);
    }
    url = next;
  }
};
