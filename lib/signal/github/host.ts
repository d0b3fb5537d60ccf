import * as z from 'zod/mini';

export const githubDotCom = 'github.com';

// Names only, of two labels at least: no address in any of its notations ends in a label that begins with a letter.
// Nothing is decoded or folded, so what is compared later is what was written.
const name = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/i;

/** The name of a host that GitHub runs on, in lower case: `github.com`, `ghe.acme.com`. */
export const githubHost = z
  .string('must be text')
  .check(z.regex(name, 'is not the name of a host'), z.lowercase('is not in lower case'));

/** The API of github.com, and of an enterprise with data residency, has a name of its own. */
const withoutApi = (host: string): string => host.replace(/^api\.(?=github\.com$|[a-z0-9-]+\.ghe\.com$)/, '');

/**
 * The host that a page or an API address of GitHub belongs to, or undefined where it is none: a port, a user name, an
 * address in numbers or a letter outside of ASCII are in no address that GitHub sends.
 */
export const hostIn = (url: string): string | undefined => {
  const written = /^https?:\/\/([^/]+)(?:\/|$)/i.exec(url)?.[1] ?? '';
  return name.test(written) ? withoutApi(written.toLowerCase()) : undefined;
};

/**
 * Where a host answers API requests (GitHub docs, "Getting started with the REST API" of GitHub.com, of GitHub
 * Enterprise Cloud with data residency, and of GitHub Enterprise Server).
 */
export const defaultApiUrl = (host: string): string => {
  if (host === githubDotCom || host.endsWith('.ghe.com')) return `https://api.${host}`;
  return `https://${host}/api/v3`;
};

/** The host whose API this is. What runs on a bare address stands in for github.com, as in a drill. */
export const hostOfApi = (apiUrl: string): string => {
  const { hostname } = URL.canParse(apiUrl) ? new URL(apiUrl) : { hostname: '' };
  return name.test(hostname) ? withoutApi(hostname) : githubDotCom;
};
