import { answered, asked } from '../meaning/request.ts';
import { type MakingTable, owned, thing } from './row.ts';

const name = asked('functionName');

/**
 * Lambda (recordings of Stratus Red Team and Invictus; the rest Lambda API reference). An address is known by the ARN of
 * its function, with the alias where it has one. Lambda refuses to create any of these where it stands.
 */
export const functions: MakingTable = {
  'lambda:CreateFunction': thing('function', 'AWS::Lambda::Function', answered('functionName'), name),
  'lambda:CreateFunctionUrlConfig': {
    ...owned(thing('function URL', 'AWS::Lambda::Url', answered('functionArn'), name), 'function', name),
    touches: true,
    goesWithOwner: true,
  },
  'lambda:AddPermission': {
    ...owned(thing('function permission', 'AWS::Lambda::Permission', asked('statementId')), 'function', name),
    touches: true,
    goesWithOwner: true,
  },
  'lambda:CreateEventSourceMapping': owned(
    thing('event source', 'AWS::Lambda::EventSourceMapping', answered('uUID')),
    'function',
    answered('functionArn'),
    name,
  ),
  'lambda:PublishLayerVersion': thing(
    'layer',
    'AWS::Lambda::LayerVersion',
    answered('layerVersionArn'),
    asked('layerName'),
  ),
};
