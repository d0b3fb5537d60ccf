/** CloudFormation's JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: { readonly [field: string]: Json };
}

export interface Parameter {
  readonly Type: string;
  readonly Default?: Json;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly Json[];
}

export interface Template {
  readonly Parameters?: { readonly [name: string]: Parameter };
  readonly Conditions?: { readonly [name: string]: Json };
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
}

/** Where a template is deployed, and with what. */
export interface Place {
  accountId: string;
  region: string;
  parameters?: Readonly<Record<string, string>>;
}

export const isObject = (value: unknown): value is { readonly [field: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As far as it is told here; CloudFormation's own forms are for cfn-lint to check. */
export const isTemplate = (value: unknown): value is Template =>
  isObject(value) && isObject(value['Resources']);
