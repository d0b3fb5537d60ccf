import type { Resource, Template } from '../../template/template.ts';
import type { AssembledStack } from '../assembly.ts';

/** The names that whoever deploys gives values to. */
export const artifactBucket = 'ArtifactBucket';
export const artifactPrefix = 'ArtifactPrefix';

const parameters = {
  [artifactBucket]: {
    Type: 'String',
    Description: 'The bucket, in the Region of this stack, that holds the zips of the functions',
    AllowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  },
  [artifactPrefix]: {
    Type: 'String',
    Description: 'What stands before the names of the zips in the bucket, without a slash at its end',
    Default: 'tourniquet',
    AllowedPattern: '^[A-Za-z0-9!_.*()-]+(/[A-Za-z0-9!_.*()-]+)*$',
  },
};

export interface PlainStack {
  name: string;
  region: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes
  template: Template & { Parameters?: Record<string, any> };
  /** Folders by the name of the zip that each becomes. */
  zips: Readonly<Record<string, string>>;
}

/** The code has a part in its name: CloudFormation updates a function only when the name changes. */
const zipName = (functionName: string, objectKey: string): string =>
  `${functionName}-${objectKey.slice(0, 16)}.zip`;

const withoutMetadata = ({ Metadata: _, ...resource }: Resource): Resource => resource;

const codeFrom = (zipped: string) => ({
  S3Bucket: { Ref: artifactBucket },
  S3Key: { 'Fn::Sub': `\${${artifactPrefix}}/${zipped}` },
});

/**
 * The same stack for those who do not use the CDK: no bucket, parameter or role of its bootstrap is needed.
 * @throws Error where it refers to something else in the bucket of the CDK than code of functions
 */
export const plainStack = ({ name, region, template, assets }: AssembledStack): PlainStack => {
  const zips: Record<string, string> = {};
  const plain = (resource: Resource): Resource => {
    if (resource.Type !== 'AWS::Lambda::Function') return withoutMetadata(resource);
    const { Code, FunctionName, ...rest } = resource.Properties;
    const folder = assets[Code.S3Key];
    if (folder === undefined) throw new Error(`${FunctionName} has its code elsewhere than in ${name}`);
    const zipped = zipName(FunctionName, Code.S3Key);
    zips[zipped] = folder;
    return withoutMetadata({ ...resource, Properties: { FunctionName, Code: codeFrom(zipped), ...rest } });
  };
  // What else stands at the top of a template of the CDK asks for its bootstrap.
  const { Resources, Outputs } = template;
  const Description =
    (template as { Description?: string }).Description ?? 'Tourniquet: stops leaked AWS keys';
  const resources = Object.fromEntries(Object.entries(Resources).map(([id, each]) => [id, plain(each)]));
  const needsCode = Object.keys(zips).length > 0;
  const made = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description,
    ...(needsCode && { Parameters: parameters }),
    Resources: resources,
    ...(Outputs && { Outputs }),
  };
  if (JSON.stringify(made).includes('cdk-hnb659fds'))
    throw new Error(`${name} needs the bootstrap of the CDK`);
  return { name, region, template: made, zips };
};
