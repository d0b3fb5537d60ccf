/**
 * How GuardDuty talks, as far as it is here: what its SDK client would export, in the SDK's own form of schemas (kind,
 * namespace, name, traits, and the rest). That client is no dependency: one check of the doctor is all that asks.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListDetectors.html and API_GetDetector.html
 */
const namespace = 'com.amazonaws.guardduty';
const [structure, operation] = [3, 9];

const named = (jsonName: string) => [0, { jsonName }] as const;

const listDetectorsRequest = [
  structure,
  namespace,
  'ListDetectorsRequest',
  0,
  ['MaxResults', 'NextToken'],
  [
    [1, { httpQuery: 'maxResults' }],
    [0, { httpQuery: 'nextToken' }],
  ],
] as const;

/** Of texts. */
const detectorIds = [64 | 0, { jsonName: 'detectorIds' }] as const;

const listDetectorsResponse = [
  structure,
  namespace,
  'ListDetectorsResponse',
  0,
  ['DetectorIds', 'NextToken'],
  [detectorIds, named('nextToken')],
] as const;

const getDetectorRequest = [
  structure,
  namespace,
  'GetDetectorRequest',
  0,
  ['DetectorId'],
  [[0, { httpLabel: 1 }]],
] as const;

const getDetectorResponse = [
  structure,
  namespace,
  'GetDetectorResponse',
  0,
  ['Status', 'FindingPublishingFrequency', 'ServiceRole'],
  [named('status'), named('findingPublishingFrequency'), named('serviceRole')],
] as const;

export const ListDetectors = [
  operation,
  namespace,
  'ListDetectors',
  { http: ['GET', '/detector', 200] },
  () => listDetectorsRequest,
  () => listDetectorsResponse,
] as const;

export const GetDetector = [
  operation,
  namespace,
  'GetDetector',
  { http: ['GET', '/detector/{DetectorId}', 200] },
  () => getDetectorRequest,
  () => getDetectorResponse,
] as const;

/** What a service is asked about its client: which protocol it speaks. */
export class GuardDutyClient {
  readonly config = {
    protocol: { getShapeId: () => 'aws.protocols#restJson1' },
    protocolSettings: { defaultNamespace: namespace },
  };
  destroy(): void {}
}
