import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import type { ErrorAnswer } from './protocol.ts';

const isMessage = (member: string) => member.toLowerCase() === 'message';

/** The members of a modeled error: its details, and the message under whichever spelling the schema has. */
export function errorMembers({ model, details, message }: ErrorAnswer): Shape {
  if (!model) return { message };
  const members: Shape = {};
  for (const [name] of model.schema.structIterator())
    members[name] = isMessage(name) ? message : details[name];
  return members;
}

/** The members that are not the message, which protocols write apart from it. */
export function furtherMembers(error: ErrorAnswer): [string, NormalizedSchema, Shape][] {
  if (!error.model) return [];
  return [...error.model.schema.structIterator()]
    .filter(([name]) => !isMessage(name) && name !== 'Code' && name !== 'Type')
    .map(([name, member]): [string, NormalizedSchema, Shape] => [name, member, error.details[name]])
    .filter(([, , value]) => value !== undefined);
}
