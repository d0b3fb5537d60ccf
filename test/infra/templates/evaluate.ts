import { physical, propertiesOf } from './physical.ts';
import { isObject, type Json, type Place, type Template } from './template.ts';

export interface Evaluated {
  logicalId: string;
  type: string;
  properties: { readonly [field: string]: Json };
}

/** Stands for AWS::NoValue: what it stands in is left out. */
const nothing = Symbol('AWS::NoValue');
type Resolved = Json | typeof nothing;

/**
 * What CloudFormation makes of a template in an account and a Region: the resources whose condition holds, without any
 * function left in them.
 * @throws Error for a function, parameter or resource that is not known
 */
export const evaluate = (template: Template, place: Place): Evaluated[] => {
  checkParameters(template, place);
  const { resolve, holds } = evaluator(template, place);
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
    .map(([logicalId, { Type, Properties }]) => ({
      logicalId,
      type: Type,
      properties: propertiesOf(resolve(Properties ?? {})),
    }));
};

/** As CloudFormation refuses them. @throws Error naming the parameter */
const checkParameters = ({ Parameters = {} }: Template, { parameters = {} }: Place): void => {
  for (const [name, { Default, AllowedPattern, AllowedValues }] of Object.entries(Parameters)) {
    const value = parameters[name] ?? Default;
    if (value === undefined) throw new Error(`Parameters: [${name}] must have values`);
    const fits = AllowedPattern === undefined || new RegExp(AllowedPattern).test(String(value));
    if (!fits || (AllowedValues && !AllowedValues.includes(value)))
      throw new Error(`Parameter ${name} may not be ${String(value)}`);
  }
};

const evaluator = (template: Template, place: Place) => {
  const pseudo: Readonly<Record<string, Resolved>> = {
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NoValue': nothing,
  };

  const parameter = (name: string): Json | undefined => {
    const known = template.Parameters?.[name];
    const value = known && (place.parameters?.[name] ?? known.Default);
    return known?.Type === 'CommaDelimitedList' ? String(value).split(',') : value;
  };

  const ofResource = (logicalId: string, what: 'ref' | 'arn'): string => {
    const resource = template.Resources[logicalId];
    if (!resource) throw new Error(`${logicalId} is neither a parameter nor a resource, or has no value`);
    const properties = propertiesOf(resolve(resource.Properties ?? {}));
    return physical({ type: resource.Type, properties, logicalId }, place, what);
  };

  const ref = (name: string): Resolved => pseudo[name] ?? parameter(name) ?? ofResource(name, 'ref');

  const getAtt = (path: string): string => {
    const [logicalId = '', attribute = ''] = path.split('.');
    if (['Arn', 'TopicArn'].includes(attribute)) return ofResource(logicalId, 'arn');
    const property = resolve(template.Resources[logicalId]?.Properties?.[attribute] ?? null);
    if (typeof property !== 'string') throw new Error(`${path} is not known here`);
    return property;
  };

  const fill = (text: string): string =>
    text.replaceAll(/\$\{([\w.:]+)\}/g, (_, name: string) =>
      String(name.includes('.') ? getAtt(name) : ref(name)),
    );

  const holds = (name: string): boolean => {
    const condition = template.Conditions?.[name];
    if (condition === undefined) throw new Error(`there is no condition ${name}`);
    return resolve(condition) === true;
  };

  const listOf = (value: Json): Resolved[] => (Array.isArray(value) ? value.map(resolve) : [resolve(value)]);

  const functions: Readonly<Record<string, (input: Json) => Resolved>> = {
    Ref: (name) => ref(String(name)),
    Condition: (name) => holds(String(name)),
    'Fn::Sub': (text) => fill(String(text)),
    'Fn::GetAtt': (path) => getAtt(Array.isArray(path) ? path.join('.') : String(path)),
    'Fn::Join': (input) => {
      const [separator, parts] = listOf(input);
      return Array.isArray(parts) ? parts.join(String(separator)) : nothing;
    },
    'Fn::If': (input) => {
      const [name, then = '', otherwise = ''] = Array.isArray(input) ? input : [];
      return resolve(holds(String(name)) ? then : otherwise);
    },
    'Fn::Equals': (input) => {
      const [one, other] = listOf(input);
      return one === other;
    },
    'Fn::Not': (input) => !listOf(input)[0],
    'Fn::And': (input) => listOf(input).every((value) => value === true),
    'Fn::Or': (input) => listOf(input).includes(true),
  };

  const ofObject = (object: { readonly [field: string]: Json }): Resolved => {
    const [[name, input] = ['', null], ...others] = Object.entries(object);
    const known = others.length === 0 ? functions[name] : undefined;
    // A policy has conditions, too; theirs are objects.
    if (known && !(name === 'Condition' && isObject(input))) return known(input);
    if (others.length === 0 && name.startsWith('Fn::')) throw new Error(`${name} is not known here`);
    const fields = Object.entries(object).map(([field, value]) => [field, resolve(value)] as const);
    return Object.fromEntries(fields.filter((each): each is [string, Json] => each[1] !== nothing));
  };

  function resolve(value: Json): Resolved {
    if (Array.isArray(value)) return value.map(resolve).filter((each): each is Json => each !== nothing);
    return isObject(value) ? ofObject(value) : value;
  }

  return { resolve, holds };
};
