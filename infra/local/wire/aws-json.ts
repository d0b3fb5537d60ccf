import { errorMembers } from './error-members.ts';
import { parseJson, writeJson } from './json-shape.ts';
import { MalformedInput, UnknownOperation } from './malformed.ts';
import { answer } from './message.ts';
import type { ServiceModel } from './model.ts';
import type { ErrorAnswer, WireProtocol } from './protocol.ts';

const STYLE = { jsonNames: false };

/**
 * AWS JSON 1.0 (SQS, DynamoDB) and 1.1 (CloudTrail, EventBridge, Secrets Manager): the operation stands in
 * `X-Amz-Target`, after a prefix on which SDKs and the AWS CLI do not agree. Smithy `aws.protocols#awsJson1_0`.
 */
export const awsJson = (contentType: string): WireProtocol => ({
  malformedCode: 'SerializationException',
  unknownOperation: { code: 'UnknownOperationException', status: 400 },
  operation: (model, request) => {
    const target = request.headers['x-amz-target'];
    if (!target) throw new MalformedInput('The request must contain the header X-Amz-Target');
    const name = target.slice(target.lastIndexOf('.') + 1);
    const operation = model.operations.get(name);
    if (!operation) throw new UnknownOperation(name);
    return operation;
  },
  decode: (_, { input }, request) =>
    input.isUnitSchema() ? {} : parseJson(input, request.body.toString('utf8'), STYLE),
  encode: (_, { output }, shape) => {
    const json = output.isUnitSchema() ? {} : writeJson(output, shape ?? {}, STYLE);
    return answer(200, contentType, JSON.stringify(json));
  },
  encodeError: (model, error) => {
    const members = errorMembers(error);
    const json = error.model ? writeJson(error.model.schema, members, STYLE) : members;
    const name = error.model?.name ?? error.code;
    const body = JSON.stringify({
      __type: `${model.namespace}#${name}`,
      ...Object(json),
      message: error.message,
    });
    return answer(error.status, contentType, body, { 'x-amzn-errortype': name, ...queryError(model, error) });
  },
});

/** SQS spoke query until 2023: clients still show its old codes, which travel in this header. */
function queryError(model: ServiceModel, error: ErrorAnswer): Record<string, string> {
  if (!model.queryCompatible) return {};
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return { 'x-amzn-query-error': `${error.model?.code ?? error.code};${fault}` };
}
