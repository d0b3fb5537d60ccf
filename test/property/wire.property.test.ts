import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceModel } from '#infra/local/wire/catalogue.ts';
import { MalformedInput, UnknownOperation } from '#infra/local/wire/malformed.ts';
import type { WireRequest } from '#infra/local/wire/message.ts';
import { protocolOf } from '#infra/local/wire/protocol.ts';

/** Bodies that look right at first and then go wrong, and plain noise. */
const fragment = fc.constantFrom(
  'Action=PutUserPolicy',
  '&UserName=%',
  '&Tags.member.1.Key=x',
  '&Tags.member.x..=',
  '&Tags=1&Tags.member=2',
  '&__proto__.polluted=1',
  '{"Item":{"a":{"S":1}}',
  '{"TableName":',
  '[]',
  'null',
  '{"__proto__":{"polluted":1}}',
  '{"EndTime":"never"}',
  '<Delete><Object>',
  '<Delete><Object><Key>a</Key></Object></Delete>',
  '<a b="',
  '&#0;]]>',
  '\u0000',
  '%E0%A4%A',
);
const body = fc.oneof(
  fc.array(fragment, { maxLength: 5 }).map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((json) => Buffer.from(json)),
);
const path = fc.oneof(
  fc.constantFrom(
    '/',
    '/bucket1',
    '/bucket1/',
    '/bucket1/key',
    '/2015-03-31/functions/f/invocations',
    '//',
    '/%',
    '/%E0/x',
  ),
  fc.webPath(),
);
const query = fc.oneof(
  fc.constantFrom('', 'delete', 'tagging', 'list-type=2&max-keys=x', '%', '=&==', 'acl&%zz'),
  fc.webQueryParameters(),
);

describe.each([
  ['iam', 'iam', 'x'],
  ['ec2', 'ec2', 'x'],
  ['dynamodb', 'dynamodb', 'DynamoDB_20120810.PutItem'],
  ['cloudtrail', 'cloudtrail', 'CloudTrail_20131101.LookupEvents'],
  ['lambda', 'lambda', ''],
  ['s3', 's3', ''],
])('whatever is sent to %s', (name, client, target) => {
  it('is read, or refused as malformed or unknown, and nothing else', async () => {
    const model = await serviceModel({ name, client: `@aws-sdk/client-${client}` });
    const protocol = protocolOf(model);
    const requests: fc.Arbitrary<WireRequest> = fc.record({
      method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
      path,
      query,
      headers: fc.constant({ 'x-amz-target': target, 'content-length': 'x' }),
      body,
    });
    fc.assert(
      fc.property(requests, (request) => {
        try {
          protocol.decode(model, protocol.operation(model, request), request);
        } catch (error) {
          if (error instanceof MalformedInput || error instanceof UnknownOperation) return;
          throw error;
        }
      }),
      { numRuns: 300 },
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
