import { randomUUID } from 'node:crypto';
import type { Recorder, Shape } from '../contract.ts';
import { type CloudTrailRecord, wholeSeconds } from './cloudtrail-record.ts';
import { ec2Parameters, ec2Response } from './ec2-elements.ts';
import { ec2Wrapped, isWrapped } from './ec2-wrapped.ts';
import { elements, writeTimeOf } from './elements.ts';
import { eventNameOf } from './event-name.ts';
import { type FindIssuer, serviceOf, userIdentity } from './user-identity.ts';

export type Entry = Parameters<Recorder['record']>[0];

/** Read-only calls that are recorded with what they issued. */
const issuing = /^(AssumeRole|AssumeRoot|GetSessionToken|GetFederationToken)/;

/** The record of a call in the caller's own account (CloudTrail event version 1.11). */
export function recordOf(entry: Entry, findIssuer?: FindIssuer): CloudTrailRecord {
  const { call, operation } = entry;
  const management = (operation.recorded ?? 'management') === 'management';
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(call.caller, findIssuer),
    eventTime: wholeSeconds(call.now),
    eventSource: entry.eventSource,
    eventName: eventNameOf(call.service, call.operation),
    awsRegion: regionOf(call.service, call.region),
    sourceIPAddress: call.caller.kind === 'service' ? serviceOf(call.caller) : call.sourceIp,
    userAgent: call.userAgent,
    ...failure(entry),
    requestParameters: requestParameters(entry),
    responseElements: responseElements(entry),
    requestID: call.requestId,
    eventID: randomUUID(),
    readOnly: operation.readOnly,
    ...resources(entry),
    eventType: 'AwsApiCall',
    managementEvent: management,
    recipientAccountId: call.caller.accountId,
    eventCategory: management ? 'Management' : 'Data',
    ...(call.caller.fromConsole && { sessionCredentialFromConsole: 'true' as const }),
  };
}

/** IAM is one service for the world and records in us-east-1; STS records where it was called. */
const regionOf = (service: string, region: string): string => (service === 'iam' ? 'us-east-1' : region);

const failure = ({ error }: Entry): { errorCode?: string; errorMessage?: string } =>
  error ? { errorCode: error.code, errorMessage: error.message } : {};

/** Of AssumeRole: the role that was assumed, in whichever account. */
function resources({ call, input, error }: Entry): Pick<CloudTrailRecord, 'resources'> {
  const ARN: unknown = input?.RoleArn;
  if (error || call.service !== 'sts' || typeof ARN !== 'string') return {};
  return { resources: [{ ARN, accountId: ARN.split(':')[4] ?? '', type: 'AWS::IAM::Role' }] };
}

function requestParameters({ call, input }: Entry): Record<string, unknown> | null {
  if (isWrapped(call)) return ec2Wrapped.parameters(call.operation, input ?? {});
  return elements(parametersOf(call.service, call.operation, input ?? {}), writeTimeOf(call.service));
}

function parametersOf(service: string, operation: string, input: Shape): Shape {
  if (service === 'ec2') return ec2Parameters(operation, input);
  // A function's variables are never logged, only that there are some.
  if (service === 'lambda' && input.Environment) return { ...input, Environment: {} };
  if (service !== 's3') return input;
  const { Bucket, Body: _, ...rest } = input;
  return { ...(Bucket !== undefined && { BucketName: Bucket }), ...rest };
}

function responseElements({ call, operation, output, error }: Entry): Record<string, unknown> | null {
  if (error || !output) return null;
  if (operation.readOnly && !(call.service === 'sts' && issuing.test(call.operation))) return null;
  const written = elements(responseOf(call, output), writeTimeOf(call.service));
  return isWrapped(call) ? ec2Wrapped.response(call, written) : written;
}

function responseOf(call: Entry['call'], output: Shape): Shape {
  const { service, requestId } = call;
  if (isWrapped(call)) return output;
  if (service === 'ec2') return ec2Response(output, requestId);
  return service === 'lambda' && output.Environment ? { ...output, Environment: {} } : output;
}
