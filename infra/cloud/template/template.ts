import { functionName } from '#infra/deployed/names.ts';

export interface Resource {
  Type: string;
  // What stands below is CloudFormation's, and whoever asks knows the type that he asks for.
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes
  Properties?: any;
  [attribute: string]: unknown;
}

/** A template of CloudFormation, as it is synthesized. */
export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Description?: string }>;
}

/** The resources of a type by their logical id. */
export const resourcesOf = ({ Resources }: Template, type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** A statement as it stands in a template: ARNs are texts or made of references. */
export interface TemplateStatement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: unknown[];
  Condition?: Record<string, Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the JSON of a policy document
const statementsIn = (document: any): TemplateStatement[] =>
  document.Statement.map(({ Action, Resource, ...statement }: TemplateStatement) => ({
    ...statement,
    Action: [Action].flat(),
    Resource: [Resource].flat(),
  }));

/** The role of a function. @throws Error where there is none */
export const roleOf = (template: Template, folder: string): Resource => {
  const found = resourcesOf(template, 'AWS::IAM::Role').find(
    ([, { Properties }]) => Properties.RoleName === functionName(folder),
  );
  if (!found) throw new Error(`no role is called ${functionName(folder)}`);
  return found[1];
};

/** The statements of a function's role, in their order: those of its grants first. @throws Error */
export const roleStatements = (template: Template, folder: string): TemplateStatement[] => {
  const { Policies = [] } = roleOf(template, folder).Properties;
  return Policies.flatMap(({ PolicyDocument }: { PolicyDocument: unknown }) => statementsIn(PolicyDocument));
};
