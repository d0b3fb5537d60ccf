import { furtherMembers } from './error-members.ts';
import { membersIn } from './http-bindings.ts';
import { answer } from './message.ts';
import type { ServiceModel } from './model.ts';
import type { WireProtocol } from './protocol.ts';
import { readXmlDocument } from './read-xml.ts';
import { type BodyFormat, decodeRest, encodeRest, routed } from './rest.ts';
import { element, escapeXml, writeMembers, writeXml } from './write-xml.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const xmlBody = (model: ServiceModel): BodyFormat => ({
  contentType: 'application/xml',
  read: readXmlDocument,
  writeBody: (schema, shape) => {
    const members = Object.fromEntries([...membersIn(schema, 'body')].map(([name]) => [name, shape[name]]));
    const root = schema.getMergedTraits().xmlName ?? schema.getName() ?? 'Result';
    return (
      DECLARATION + element(root, writeMembers(schema, members), ` xmlns="${escapeXml(model.xmlNamespace)}"`)
    );
  },
  writePayload: (member, value) => {
    const root = member.getMergedTraits().xmlName ?? member.getName() ?? 'Payload';
    return DECLARATION + writeXml(root, member, value);
  },
});

/** REST with XML bodies (S3). Smithy `aws.protocols#restXml`, without the outer ErrorResponse, as S3 has it. */
export const restXml: WireProtocol = {
  malformedCode: 'MalformedXML',
  unknownOperation: { code: 'NotImplemented', status: 501 },
  operation: (model, request) => routed(model, request).operation,
  decode: (model, operation, request) => decodeRest(model, operation, request, xmlBody(model)),
  encode: (model, operation, shape) => {
    // The one answer whose root element is itself the value (Smithy `s3UnwrappedXmlOutput`).
    if (operation.name === 'GetBucketLocation') return bucketLocation(model, shape?.LocationConstraint ?? '');
    return encodeRest(operation, shape ?? {}, xmlBody(model));
  },
  encodeError: (_, error, requestId) => {
    const further = furtherMembers(error).map(([name, member, value]) => writeXml(name, member, value));
    const words = element('Code', escapeXml(error.code)) + element('Message', escapeXml(error.message));
    const ids = element('RequestId', requestId) + element('HostId', requestId);
    return answer(
      error.status,
      'application/xml',
      DECLARATION + element('Error', words + further.join('') + ids),
    );
  },
};

const bucketLocation = (model: ServiceModel, region: string) =>
  answer(
    200,
    'application/xml',
    DECLARATION +
      element('LocationConstraint', escapeXml(region), ` xmlns="${escapeXml(model.xmlNamespace)}"`),
  );
