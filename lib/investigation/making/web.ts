import { isJson, type Json, part, text } from '../detail.ts';
import { answered, asked, askedFor, valueAt } from '../meaning/request.ts';
import { type Making, type MakingTable, owned, thing } from './row.ts';

const restApi = thing('REST API', 'AWS::ApiGateway::RestApi', answered('id'), asked('name'));
const api = thing('API', 'AWS::ApiGatewayV2::Api', answered('apiId'), asked('name'));
const distribution = thing('distribution', 'AWS::CloudFront::Distribution', answered('distribution.id'));
const domain = thing('domain', null, asked('domainName'));

/** The records of a zone that a call set: one call may create some and delete others. */
const recordsSet = (detail: Json): string[] => {
  const changes = valueAt(askedFor(detail), 'changeBatch.changes');
  return (Array.isArray(changes) ? changes : []).flatMap((change) => {
    if (!isJson(change) || text(change['action']) === 'DELETE') return [];
    return text(part(change['resourceRecordSet'])['name']) ?? [];
  });
};

const record: Making = {
  ...owned(
    { kind: 'DNS record', type: 'AWS::Route53::RecordSet', id: recordsSet },
    'hosted zone',
    asked('hostedZoneId'),
  ),
  when: (detail) => recordsSet(detail).length > 0,
  mayHaveStood: true,
  touches: true,
};

/**
 * What stands in the public web (records of Cloud Custodian and TrailDiscover and in the Route 53 developer guide; the
 * rest API references). `UPSERT` creates a record or replaces it.
 */
export const web: MakingTable = {
  'apigateway:CreateRestApi': restApi,
  'apigateway:ImportRestApi': restApi,
  'apigateway:CreateApi': api,
  'apigateway:ImportApi': api,
  // Its answer holds the key itself as well.
  'apigateway:CreateApiKey': thing('API key', 'AWS::ApiGateway::ApiKey', answered('id'), asked('name')),
  'cloudfront:CreateDistribution': distribution,
  'cloudfront:CreateDistributionWithTags': distribution,
  'cloudfront:CreateFunction': thing('edge function', 'AWS::CloudFront::Function', asked('name')),
  'route53domains:RegisterDomain': domain,
  'route53domains:TransferDomain': domain,
  'route53:CreateHostedZone': {
    ...thing('hosted zone', 'AWS::Route53::HostedZone', answered('hostedZone.id'), asked('name')),
    endsInName: true,
  },
  'route53:ChangeResourceRecordSets': record,
  'amplify:CreateApp': thing('Amplify app', 'AWS::Amplify::App', answered('app.appId'), asked('name')),
  'cloudtrail:CreateTrail': thing('trail', 'AWS::CloudTrail::Trail', answered('name'), asked('name')),
};
