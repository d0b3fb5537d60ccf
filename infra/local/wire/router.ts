import type { NormalizedSchema } from '@smithy/core/schema';
import { MalformedInput } from './malformed.ts';
import type { WireRequest } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import { requiredMembers } from './required-members.ts';

/** Finds the operation of a REST request by its method, path, query and required headers. */
export interface Route {
  operation: OperationModel;
  /** The path's variable parts, decoded, by member name. */
  labels: Record<string, string>;
}

interface Segment {
  kind: 'literal' | 'label' | 'greedy';
  name: string;
}

interface Pattern {
  operation: OperationModel;
  method: string;
  segments: Segment[];
  /** `[name, value]`; an empty value matches any. `x-id` is apart: only newer SDKs send it. */
  query: [string, string][];
  xId: string | undefined;
  requiredQuery: string[];
  requiredHeaders: string[];
}

const patterns = new WeakMap<ServiceModel, Pattern[]>();

export function route(model: ServiceModel, request: WireRequest): Route | undefined {
  let known = patterns.get(model);
  if (!known) {
    known = [...model.operations.values()].filter(({ http }) => http).map(patternOf);
    patterns.set(model, known);
  }
  const query = queryOf(request);
  const fitting = known
    .map((pattern) => ({ pattern, labels: matchPath(pattern.segments, request.path) }))
    .filter(
      ({ pattern, labels }) =>
        labels && pattern.method === request.method && matches(pattern, query, request),
    )
    .sort((a, b) => specificity(b.pattern, query) - specificity(a.pattern, query));
  const best = fitting[0];
  return best?.labels ? { operation: best.pattern.operation, labels: best.labels } : undefined;
}

/** The query of a request, decoded: names may repeat. */
export function queryOf(request: WireRequest): [string, string][] {
  return request.query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? [decode(pair), '']
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function patternOf(operation: OperationModel): Pattern {
  const { method = '', uri = '' } = operation.http ?? {};
  const [path = '', query = ''] = uri.split('?');
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']);
  const required = requiredMembers(operation.input).map(([, member]) => member.getMergedTraits());
  return {
    operation,
    method,
    segments: segmentsOf(bucketFirst(path, operation.input)),
    query: pairs.filter(([name]) => name !== 'x-id'),
    xId: pairs.find(([name]) => name === 'x-id')?.[1],
    requiredQuery: required.flatMap(({ httpQuery }) => httpQuery ?? []),
    requiredHeaders: required.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
  };
}

/** S3's schemas leave the bucket out of the path, since it may stand in the host name; here it never does. */
function bucketFirst(path: string, input: NormalizedSchema): string {
  const bucket = input.getMemberSchemas()['Bucket'];
  return bucket?.getMergedTraits().httpLabel && !path.includes('{Bucket}') ? `/{Bucket}${path}` : path;
}

const segmentsOf = (path: string): Segment[] =>
  path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      if (segment.endsWith('+}')) return { kind: 'greedy', name: segment.slice(1, -2) };
      if (segment.startsWith('{')) return { kind: 'label', name: segment.slice(1, -1) };
      return { kind: 'literal', name: segment };
    });

function matchPath(segments: Segment[], path: string): Record<string, string> | undefined {
  const parts = path.slice(1).split('/');
  const labels: Record<string, string> = {};
  for (const [index, { kind, name }] of segments.entries()) {
    const part = kind === 'greedy' ? parts.splice(index).join('/') : parts[index];
    if (!part || (kind === 'literal' && part !== name)) return undefined;
    if (kind !== 'literal') labels[name] = decode(part);
  }
  const rest = parts.slice(segments.length).join('/');
  return rest === '' ? labels : undefined;
}

function matches(pattern: Pattern, query: [string, string][], request: WireRequest): boolean {
  const has = (name: string, value: string) =>
    query.some((pair) => pair[0] === name && (!value || pair[1] === value));
  const xId = query.find(([name]) => name === 'x-id')?.[1];
  return (
    (xId === undefined || pattern.xId === undefined || xId === pattern.xId) &&
    pattern.query.every(([name, value]) => has(name, value)) &&
    pattern.requiredQuery.every((name) => has(name, '')) &&
    pattern.requiredHeaders.every((name) => request.headers[name] !== undefined)
  );
}

/** The more a pattern asks for, the better it knows what is meant; `x-id` names the operation outright. */
function specificity(pattern: Pattern, query: [string, string][]): number {
  const named =
    pattern.xId !== undefined && query.some(([name, value]) => name === 'x-id' && value === pattern.xId);
  const literals = pattern.segments.filter(({ kind }) => kind === 'literal').length;
  const conditions = pattern.query.length + pattern.requiredQuery.length + pattern.requiredHeaders.length;
  return (named ? 10_000 : 0) + literals * 100 + pattern.query.length + conditions;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new MalformedInput(`'${text}' is not percent-encoded UTF-8`, { cause });
  }
}
