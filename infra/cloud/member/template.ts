import { alarms } from './alarm.ts';
import { forwarding } from './forwarding.ts';
import { conditions, parameters } from './parameters.ts';
import { roles } from './roles.ts';
import { Noted, type Value } from './value.ts';
import { yamlLines } from './yaml.ts';

const beginning = [
  '# What an account needs so that Tourniquet can contain its leaked keys: for a StackSet (docs/members.md).',
  "# Made from the functions' grants.ts by: node infra/cloud/member/write.ts",
];

/** CloudFormation wants at least one resource; in the home account there is no other. It costs nothing. */
const nothing = new Noted(
  'So that there is a resource even where none is needed. It is nothing and costs nothing.',
  {
    Type: 'AWS::CloudFormation::WaitConditionHandle',
  },
);

/** The template for member accounts, as CloudFormation's JSON with notes. */
export const memberTemplate = async (): Promise<Readonly<Record<string, Value>>> => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'Tourniquet in a member account: the roles that contain, and the rules that forward events',
  Parameters: parameters,
  Conditions: conditions,
  Resources: { Nothing: nothing, ...(await roles()), ...forwarding, ...alarms },
});

const spaced = ['Parameters', 'Resources'];

const section = ([name, value]: [string, Value]): string[] => {
  if (!spaced.includes(name) || typeof value !== 'object') return [...yamlLines({ [name]: value }), ''];
  const entries = Object.entries(value).map(([field, each]) =>
    yamlLines({ [name]: { [field]: each } }).slice(1),
  );
  return [`${name}:`, ...entries.flatMap((lines) => [...lines, ''])];
};

/** The text of infra/cloud/member.yaml. */
export const memberYaml = async (): Promise<string> =>
  [...beginning, ...Object.entries(await memberTemplate()).flatMap(section)].join('\n');
