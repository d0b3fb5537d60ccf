import { notFound } from './answer.ts';

/** Where a host's API begins: GitHub Enterprise Server keeps it below its own pages, github.com on a host of its own. */
export const apiRoot = (host: string): string => (host === 'github.com' ? '' : '/api/v3');

/** The path of a request below the root of the API. @throws GithubError 404 for one that is not below it */
export const belowRoot = (path: string, root: string): string => {
  if (!path.startsWith(`${root}/`)) throw notFound();
  return path.slice(root.length);
};
