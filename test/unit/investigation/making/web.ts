import type { Case } from './case.ts';

const restApi = (name: string): Case => [
  `apigateway:${name}`,
  { createRestApiInput: { name: 'a' } },
  { id: 'abc', name: 'a' },
  'REST API abc',
  ['apigateway:DeleteRestApi', { restApiId: 'abc' }],
];
const api = (name: string): Case => [
  `apigateway:${name}`,
  { name: 'a', protocolType: 'HTTP' },
  { apiId: 'abc' },
  'API abc',
  ['apigateway:DeleteApi', { apiId: 'abc' }],
];
const distribution = (name: string): Case => [
  `cloudfront:${name}2020_05_31`,
  null,
  { distribution: { id: 'E1' } },
  'distribution E1',
  ['cloudfront:DeleteDistribution2020_05_31', { id: 'E1', ifMatch: 'x' }],
];
const domain = (name: string): Case => [
  `route53domains:${name}`,
  { domainName: 'evil.example' },
  null,
  'domain evil.example',
  ['route53domains:DeleteDomain', { domainName: 'evil.example' }],
];

export const web: Case[] = [
  restApi('CreateRestApi'),
  restApi('ImportRestApi'),
  api('CreateApi'),
  api('ImportApi'),
  [
    'apigateway:CreateApiKey',
    null,
    { id: 'k1', value: 'not to be kept' },
    'API key k1',
    ['apigateway:DeleteApiKey', { apiKey: 'k1' }],
  ],
  distribution('CreateDistribution'),
  distribution('CreateDistributionWithTags'),
  [
    'cloudfront:CreateFunction2020_05_31',
    { name: 'f' },
    null,
    'edge function f',
    ['cloudfront:DeleteFunction2020_05_31', { name: 'f' }],
  ],
  domain('RegisterDomain'),
  domain('TransferDomain'),
  [
    'route53:CreateHostedZone',
    { name: 'evil.example' },
    { hostedZone: { id: '/hostedzone/Z1', name: 'evil.example.' } },
    'hosted zone Z1',
    ['route53:DeleteHostedZone', { id: 'Z1' }],
  ],
  [
    'route53:ChangeResourceRecordSets',
    {
      hostedZoneId: 'Z1',
      changeBatch: {
        changes: [
          { action: 'DELETE', resourceRecordSet: { name: 'old.example.com.', type: 'A' } },
          { action: 'CREATE', resourceRecordSet: { name: 'www.example.com.', type: 'A' } },
        ],
      },
    },
    { changeInfo: { id: '/change/C1' } },
    'DNS record www.example.com. of hosted zone Z1',
  ],
  [
    'amplify:CreateApp',
    { name: 'a' },
    { app: { appId: 'd1' } },
    'Amplify app d1',
    ['amplify:DeleteApp', { appId: 'd1' }],
  ],
  [
    'cloudtrail:CreateTrail',
    { name: 't' },
    { name: 't' },
    'trail t',
    ['cloudtrail:DeleteTrail', { name: 'arn:aws:cloudtrail:eu-west-1:1:trail/t' }],
    ['cloudtrail:DeleteTrail', { name: 't' }],
  ],
];
