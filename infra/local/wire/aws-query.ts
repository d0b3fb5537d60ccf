import { furtherMembers } from './error-members.ts';
import { parseForm } from './form.ts';
import { MalformedInput, UnknownOperation } from './malformed.ts';
import { answer, type WireRequest } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import type { ErrorAnswer, WireProtocol } from './protocol.ts';
import { type FormDialect, readForm } from './read-form.ts';
import { element, escapeXml, writeMembers, writeXml } from './write-xml.ts';

const XML = 'text/xml;charset=utf-8';

/** The form is the body of a POST; old tools also send it as the query of a GET. */
const formOf = (request: WireRequest) =>
  parseForm(request.method === 'GET' ? request.query : request.body.toString('utf8'));

function namedOperation(model: ServiceModel, request: WireRequest): OperationModel {
  const action = formOf(request).children.get('Action')?.value;
  if (!action) throw new MalformedInput('The request must contain the parameter Action');
  const operation = model.operations.get(action);
  if (!operation) throw new UnknownOperation(action);
  return operation;
}

const decodeForm =
  (dialect: FormDialect) => (_: ServiceModel, operation: OperationModel, request: WireRequest) =>
    operation.input.isUnitSchema() ? {} : readForm(operation.input, formOf(request), dialect);

const errorElements = ({ code, message }: ErrorAnswer) =>
  element('Code', escapeXml(code)) + element('Message', escapeXml(message));

/** AWS Query protocol (IAM, STS, SNS): a form in, `<XResponse><XResult>` out. Smithy `aws.protocols#awsQuery`. */
export const awsQuery: WireProtocol = {
  malformedCode: 'MalformedInput',
  unknownOperation: { code: 'InvalidAction', status: 400 },
  operation: namedOperation,
  decode: decodeForm('query'),
  encode: (model, { name, output }, shape, requestId) => {
    const result = output.isUnitSchema() ? '' : element(`${name}Result`, writeMembers(output, shape));
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    return answer(200, XML, element(`${name}Response`, result + metadata, namespace(model)));
  },
  encodeError: (model, error, requestId) => {
    const type = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
    const further = furtherMembers(error).map(([name, member, value]) => writeXml(name, member, value));
    const body = element('Error', type + errorElements(error) + further.join(''));
    const document = element('ErrorResponse', body + element('RequestId', requestId), namespace(model));
    return answer(error.status, XML, document);
  },
};

/** EC2's own dialect of it: no result element, and errors in a list. Smithy `aws.protocols#ec2Query`. */
export const ec2Query: WireProtocol = {
  malformedCode: 'MalformedQueryString',
  unknownOperation: { code: 'InvalidAction', status: 400 },
  operation: namedOperation,
  decode: decodeForm('ec2'),
  encode: (model, { name, output }, shape, requestId) => {
    const members = output.isUnitSchema() ? element('return', 'true') : writeMembers(output, shape);
    const document = element(`${name}Response`, element('requestId', requestId) + members, namespace(model));
    return answer(200, XML, document);
  },
  encodeError: (_, error, requestId) => {
    const errors = element('Errors', element('Error', errorElements(error)));
    return answer(error.status, XML, element('Response', errors + element('RequestID', requestId)));
  },
};

const namespace = (model: ServiceModel): string =>
  model.xmlNamespace === '' ? '' : ` xmlns="${escapeXml(model.xmlNamespace)}"`;
