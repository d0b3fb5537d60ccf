import type { Found, Incoming, Site } from './route.ts';

const sizeOf = (query: URLSearchParams): number => Math.min(Number(query.get('per_page') ?? 30), 100);

/** The header that leads to the next page (GitHub docs, "Using pagination in the REST API"). */
const linkTo = ({ apiUrl }: Site, { path, query }: Incoming, change: Record<string, string>) => {
  const next = new URLSearchParams({ ...Object.fromEntries(query), ...change });
  return { link: `<${apiUrl}${path}?${next}>; rel="next"` };
};

/** One page by its number, `?page=2&per_page=100`. */
export const numberedPage = <T>(all: readonly T[], site: Site, request: Incoming) => {
  const [size, number] = [sizeOf(request.query), Number(request.query.get('page') ?? 1)];
  const end = number * size;
  const headers = end < all.length ? linkTo(site, request, { page: String(number + 1) }) : {};
  return { items: all.slice(end - size, end), headers };
};

/** One page that begins at a delivery, `?cursor=v1_17`: there are no numbers, for new ones keep coming. */
export const pageFrom = <T extends { id: number }>(
  all: readonly T[],
  site: Site,
  request: Incoming,
): Found => {
  const cursor = request.query.get('cursor');
  const start = cursor ? all.findIndex(({ id }) => `v1_${id}` === cursor) : 0;
  const items = start < 0 ? [] : all.slice(start, start + sizeOf(request.query));
  const next = start < 0 ? undefined : all[start + items.length];
  return { body: items, headers: next ? linkTo(site, request, { cursor: `v1_${next.id}` }) : {} };
};
