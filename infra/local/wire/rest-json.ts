import { errorMembers } from './error-members.ts';
import { membersIn } from './http-bindings.ts';
import { parseJson, writeJson } from './json-shape.ts';
import { answer } from './message.ts';
import type { WireProtocol } from './protocol.ts';
import { type BodyFormat, decodeRest, encodeRest, routed } from './rest.ts';

const STYLE = { jsonNames: true };

const JSON_BODY: BodyFormat = {
  contentType: 'application/json',
  read: (schema, text) => parseJson(schema, text, STYLE),
  writeBody: (schema, shape) => {
    const members = Object.fromEntries([...membersIn(schema, 'body')].map(([name]) => [name, shape[name]]));
    return JSON.stringify(writeJson(schema, members, STYLE));
  },
  writePayload: (member, value) => JSON.stringify(writeJson(member, value, STYLE)),
};

/** REST with JSON bodies (Lambda). Smithy `aws.protocols#restJson1`. */
export const restJson: WireProtocol = {
  malformedCode: 'SerializationException',
  unknownOperation: { code: 'UnknownOperationException', status: 404 },
  operation: (model, request) => routed(model, request).operation,
  decode: (model, operation, request) => decodeRest(model, operation, request, JSON_BODY),
  encode: (_, operation, shape) => encodeRest(operation, shape ?? {}, JSON_BODY),
  encodeError: (_, error) => {
    const { status, message, model } = error;
    const members = errorMembers(error);
    const json = model ? writeJson(model.schema, members, STYLE) : members;
    const headers = { 'x-amzn-errortype': model?.name ?? error.code };
    return answer(
      status,
      'application/json',
      JSON.stringify({ ...Object(json), message, Message: message }),
      headers,
    );
  },
};
