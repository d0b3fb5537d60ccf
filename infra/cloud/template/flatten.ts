/** A part of a template: text, or what CloudFormation makes text of. */
export type Value = unknown;

const isObject = (value: Value): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a reference is written out: `<Signals.Arn>`, `<AWS::Partition>`. */
type Write = (reference: string) => string;

const flattenJoin = (value: Value, write: Write): string => {
  const [separator, parts] = Array.isArray(value) ? value : [];
  return (Array.isArray(parts) ? parts : []).map((part) => flatten(part, write)).join(String(separator));
};

const flattenSub = (value: Value, write: Write): string => {
  const [text, given] = Array.isArray(value) ? value : [value, {}];
  return String(text).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    const found = isObject(given) ? given[name] : undefined;
    return found === undefined ? write(name) : flatten(found, write);
  });
};

const inBrackets: Write = (reference) => `<${reference}>`;

/** The text that CloudFormation makes of a value, with references in brackets unless they are written out otherwise. */
export const flatten = (value: Value, write: Write = inBrackets): string => {
  if (!isObject(value)) return String(value);
  if ('Ref' in value) return write(String(value['Ref']));
  if ('Fn::GetAtt' in value) return write([value['Fn::GetAtt']].flat().map(String).join('.'));
  if ('Fn::Join' in value) return flattenJoin(value['Fn::Join'], write);
  if ('Fn::Sub' in value) return flattenSub(value['Fn::Sub'], write);
  return JSON.stringify(value);
};

/** Whether a value is a reference or a text that is made of some. */
const isIntrinsic = (value: Value): boolean =>
  isObject(value) && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

/** The same value with every text in it flattened. */
export const flattenDeep = (value: Value, write: Write = inBrackets): Value => {
  if (isIntrinsic(value)) return flatten(value, write);
  if (Array.isArray(value)) return value.map((each) => flattenDeep(each, write));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, flattenDeep(each, write)]));
};
