import { AwsError, type Shape } from '../../contract.ts';
import type { EventEnvelope } from './envelope.ts';
import { fill, placeholdersOf } from './input-template.ts';
import { parsePath, valueAt } from './json-path.ts';
import type { Rule, Target } from './rules.ts';

/** What a rule has matched, and when it reached the bus. */
export interface Matched {
  rule: Rule;
  event: EventEnvelope;
  at: Date;
}

/** Placeholders that need no path. */
const reserved = {
  'aws.events.rule-arn': ({ rule }: Matched) => rule.arn,
  'aws.events.rule-name': ({ rule }: Matched) => rule.name,
  'aws.events.event.ingestion-time': ({ at }: Matched) => at.toISOString(),
  'aws.events.event': ({ event: { detail: _, ...event } }: Matched) => event,
  'aws.events.event.json': ({ event }: Matched) => event,
} as const satisfies Record<string, (matched: Matched) => unknown>;

/** Both are whole objects and are not escaped, so that they may stand for a value only. */
const objects = ['aws.events.event', 'aws.events.event.json'];

const isReserved = (name: string): name is keyof typeof reserved => Object.hasOwn(reserved, name);

/** What a target is sent for an event: its constant, a part of the event, a filled template, or the event itself. */
export function inputFor(target: Target, matched: Matched): string {
  const { event } = matched;
  const { Input, InputPath, InputTransformer } = target;
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(InputPath, event) ?? null);
  if (!InputTransformer) return JSON.stringify(event);
  const paths = InputTransformer.InputPathsMap ?? {};
  return fill(InputTransformer.InputTemplate, (name) =>
    isReserved(name) ? reserved[name](matched) : valueAt(paths[name] ?? '', event),
  );
}

/** @throws AwsError ValidationException for what could never be filled in; AWS says so at PutTargets as well */
export function checkInput(target: Target): void {
  const { Id, Input, InputPath, InputTransformer } = target;
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1)
    throw refused(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined && !isJson(Input)) throw refused(`JSON syntax error in Input for target ${Id}.`);
  if (InputPath !== undefined) checkPath(InputPath, Id);
  if (InputTransformer) checkTransformer(InputTransformer, Id);
}

function checkTransformer({ InputPathsMap = {}, InputTemplate }: Shape, id: string): void {
  for (const [name, path] of Object.entries<string>(InputPathsMap)) {
    if (/^aws/i.test(name)) throw refused(`Invalid InputPathsMap for target ${id}: ${name} is reserved.`);
    checkPath(path, id);
  }
  const { asValue, insideText } = placeholdersOf(InputTemplate);
  const unknown = [...asValue, ...insideText].find(
    (name) => !isReserved(name) && !Object.hasOwn(InputPathsMap, name),
  );
  if (unknown !== undefined)
    throw refused(`Invalid InputTemplate for target ${id}: ${unknown} is not known.`);
  const unescaped = insideText.find((name) => objects.includes(name));
  if (unescaped !== undefined)
    throw refused(`Invalid InputTemplate for target ${id}: ${unescaped} may only be the value of a field.`);
  if (!isJson(fill(InputTemplate, () => '')))
    throw refused(`Invalid InputTemplate for target ${id}: no JSON.`);
}

function checkPath(path: string, id: string): void {
  if (!parsePath(path)) throw refused(`Invalid JSONPath ${path} for target ${id}.`);
}

const refused = (message: string): AwsError => new AwsError('ValidationException', message);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The caller says what is wrong; the parser's words would quote the template.
    return false;
  }
}
