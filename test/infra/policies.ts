import { flattenDeep } from '#infra/cloud/template/flatten.ts';
import type { Template } from '#infra/cloud/template/template.ts';

/** A statement of any policy, with its texts flattened. */
export interface FlatStatement {
  /** Where it stands: the logical id of a role, a queue's policy, a key, ... */
  of: string;
  type: string;
  Effect: string;
  Action: string[];
  Resource: string[];
  Principal?: unknown;
  Condition?: Record<string, unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes
type Json = any;

const isStatement = (value: Json): boolean => value?.Effect !== undefined && value?.Action !== undefined;

/** Statements wherever they stand below: in documents, in lists of policies, by themselves. */
const statementsIn = (value: Json): Json[] => {
  if (isStatement(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(statementsIn);
};

/** What lets API Gateway and EventBridge invoke functions is a policy, too. */
const permission = ({ Action, Principal, SourceArn, FunctionName }: Json) => ({
  Effect: 'Allow',
  Action,
  Principal,
  Resource: FunctionName,
  Condition: { ArnLike: { 'aws:SourceArn': SourceArn } },
});

/** Every statement of a template: of roles, of what is kept, of functions. */
export const statementsOfTemplate = ({ Resources }: Template): FlatStatement[] =>
  Object.entries(Resources).flatMap(([of, { Type: type, Properties }]) => {
    const flat: Json = flattenDeep(Properties ?? {});
    const found = type === 'AWS::Lambda::Permission' ? [permission(flat)] : statementsIn(flat);
    return found.map(({ Action, Resource, ...statement }) => ({
      of,
      type,
      ...statement,
      Action: [Action].flat(),
      Resource: [Resource ?? []].flat(),
    }));
  });

const line = ({ Effect, Action, Resource, Principal, Condition }: FlatStatement): string =>
  [
    `  ${Effect} ${Action.join(' ')}`,
    ...(Principal === undefined ? [] : [`    by ${JSON.stringify(Principal)}`]),
    ...Resource.map((each) => `    on ${each}`),
    ...(Condition === undefined ? [] : [`    if ${JSON.stringify(Condition)}`]),
  ].join('\n');

/** Statements as text that a reviewer can read, in the order of names. */
export const written = (statements: readonly FlatStatement[]): string => {
  const owners = [...new Set(statements.map(({ of, type }) => `${type} ${of}`))].sort();
  const blocks = owners.map((owner) => {
    const own = statements.filter(({ of, type }) => `${type} ${of}` === owner);
    return [owner, ...own.map(line)].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
};
