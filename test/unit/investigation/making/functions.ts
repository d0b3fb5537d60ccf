import type { Case } from './case.ts';

const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const named = { functionName: 'f' };

export const functions: Case[] = [
  [
    'lambda:CreateFunction20150331',
    named,
    { functionName: 'f', functionArn: arn },
    'function f',
    ['lambda:DeleteFunction20150331', named],
    ['lambda:DeleteFunction20150331', { functionName: arn }],
  ],
  [
    'lambda:CreateFunctionUrlConfig',
    { functionName: 'f', authType: 'NONE' },
    { functionArn: arn, functionUrl: 'https://x.lambda-url.eu-west-1.on.aws/' },
    `function URL ${arn} of function f`,
    ['lambda:DeleteFunctionUrlConfig', named],
    ['lambda:DeleteFunction20150331', named],
  ],
  [
    'lambda:AddPermission20150331v2',
    { functionName: 'f', statementId: 'backdoor', principal: '*' },
    { statement: '{}' },
    'function permission backdoor of function f',
    ['lambda:RemovePermission20150331v2', { functionName: arn, statementId: 'backdoor' }],
    ['lambda:DeleteFunction20150331', named],
  ],
  [
    'lambda:CreateEventSourceMapping20150331',
    { functionName: 'f', eventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:q' },
    { uUID: '11-22', functionArn: arn },
    `event source 11-22 of function ${arn}`,
    ['lambda:DeleteEventSourceMapping20150331', { uUID: '11-22' }],
  ],
  [
    'lambda:PublishLayerVersion20181031',
    { layerName: 'l' },
    { layerVersionArn: 'arn:aws:lambda:eu-west-1:111122223333:layer:l:1', version: 1 },
    'layer arn:aws:lambda:eu-west-1:111122223333:layer:l:1',
  ],
];
