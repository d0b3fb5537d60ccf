import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import {
  isPlainPayload,
  membersIn,
  readBindings,
  readPlainPayload,
  writeHeaders,
  writeStatus,
} from './http-bindings.ts';
import { UnknownOperation } from './malformed.ts';
import { answer, type WireAnswer, type WireRequest } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import { type Route, route } from './router.ts';
import { toBytes } from './text.ts';

/** What restJson1 and restXml share: everything but the format of a structured body. */
export interface BodyFormat {
  contentType: string;
  /** Reads the members that stand in the body, or a payload that is a structure. */
  read(schema: NormalizedSchema, text: string): Shape;
  /** Writes the members that stand in the body. */
  writeBody(schema: NormalizedSchema, shape: Shape): string;
  writePayload(member: NormalizedSchema, value: Shape): string;
}

export function routed(model: ServiceModel, request: WireRequest): Route {
  const found = route(model, request);
  if (!found) throw new UnknownOperation(`${request.method} ${request.path}`);
  return found;
}

export function decodeRest(
  model: ServiceModel,
  { input }: OperationModel,
  request: WireRequest,
  format: BodyFormat,
): Shape {
  if (input.isUnitSchema()) return {};
  const shape = readBindings(input, request, routed(model, request).labels);
  if (request.body.length === 0) return shape;
  for (const [name, member] of membersIn(input, 'payload')) {
    const plain = isPlainPayload(member);
    shape[name] = plain
      ? readPlainPayload(member, request.body)
      : format.read(member, request.body.toString('utf8'));
    return shape;
  }
  const bodyMembers = [...membersIn(input, 'body')].map(([name]) => name);
  if (bodyMembers.length === 0) return shape;
  const body = format.read(input, request.body.toString('utf8'));
  for (const name of bodyMembers) if (body[name] !== undefined) shape[name] = body[name];
  return shape;
}

export function encodeRest({ output, http }: OperationModel, shape: Shape, format: BodyFormat): WireAnswer {
  const good = http?.status ?? 200;
  if (output.isUnitSchema()) return answer(good, format.contentType, '');
  const headers = writeHeaders(output, shape);
  const status = writeStatus(output, shape, good);
  for (const [name, member] of membersIn(output, 'payload')) {
    const value = shape[name];
    if (isPlainPayload(member)) return answer(status, 'application/octet-stream', toBytes(value), headers);
    // S3's clients take an empty 200 for an upload that broke off, so an absent structure is written empty.
    return answer(status, format.contentType, format.writePayload(member, value ?? {}), headers);
  }
  const hasBody = [...membersIn(output, 'body')].length > 0;
  return answer(status, format.contentType, hasBody ? format.writeBody(output, shape) : '', headers);
}
