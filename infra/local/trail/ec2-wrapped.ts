import type { Call, Shape } from '../contract.ts';

/**
 * Operations that came late to EC2's API are recorded as its XML has them: the request under one name with capitals,
 * a list as numbered members; the response under another one. Seen so in published records of DeleteFlowLogs and
 * AssociateIamInstanceProfile.
 */
const wrapped = [
  'AssociateIamInstanceProfile',
  'DisassociateIamInstanceProfile',
  'DescribeIamInstanceProfileAssociations',
];

export const isWrapped = ({ service, operation }: Pick<Call, 'service' | 'operation'>): boolean =>
  service === 'ec2' && wrapped.includes(operation);

/** `AssociationIds: ['a']` is `AssociationId: {tag: 1, content: 'a'}`; of several it is a list. */
const member = ([name, value]: [string, Shape]): [string, Shape] => {
  if (!Array.isArray(value)) return [name, value];
  const tagged = value.map((content, index) => ({ tag: index + 1, content }));
  return [name.replace(/s$/, ''), tagged.length === 1 ? tagged[0] : tagged];
};

export const ec2Wrapped = {
  parameters: (operation: string, input: Shape): Record<string, unknown> => ({
    [`${operation}Request`]: Object.fromEntries(
      Object.entries<Shape>(input)
        .filter(([, value]) => value !== undefined)
        .map(member),
    ),
  }),
  response: (
    { operation, requestId }: Pick<Call, 'operation' | 'requestId'>,
    written: Record<string, unknown> | null,
  ): Record<string, unknown> => ({
    [`${operation}Response`]: {
      xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      ...written,
      requestId,
    },
  }),
};
