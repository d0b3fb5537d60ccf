import { Noted, type Value } from './value.ts';

/** What stands behind `key:` or `-`, and the lines below it. */
interface Node {
  head: string;
  body: string[];
}

const shortForms: Readonly<Record<string, string>> = {
  Ref: '!Ref',
  Condition: '!Condition',
  'Fn::Sub': '!Sub',
  'Fn::GetAtt': '!GetAtt',
  'Fn::If': '!If',
  'Fn::Join': '!Join',
  'Fn::Equals': '!Equals',
  'Fn::Not': '!Not',
  'Fn::And': '!And',
};

const width = 100;
// Whatever a reader of YAML 1.1 could take for something else than text is quoted: true, 2012-10-17, 111122223333.
const plain = /^[A-Za-z][\w./:*-]*[\w*]$/;
const words = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

const quoted = (text: string): string =>
  plain.test(text) && !words.test(text) ? text : `'${text.replaceAll("'", "''")}'`;

const wrapped = (text: string): string[] => {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
};

const ofText = (text: string): Node =>
  text.length > width && text.includes(' ')
    ? { head: '>-', body: wrapped(text) }
    : { head: quoted(text), body: [] };

const ofFunction = (name: string, input: Value): Node => {
  // Always quoted: what is filled in may hold characters that mean something to YAML.
  if (name === '!Sub' && typeof input === 'string') return { head: `!Sub '${input}'`, body: [] };
  const { head, body } = ofValue(input);
  return { head: `${name} ${head}`.trimEnd(), body };
};

const ofList = (list: readonly Value[]): Node => {
  const nodes = list.map(ofValue);
  const flow = `[${nodes.map(({ head }) => head).join(', ')}]`;
  const small = flow.length <= width && nodes.every(({ body }) => body.length === 0);
  if (small && !list.some((value) => value instanceof Noted)) return { head: flow, body: [] };
  return {
    head: '',
    body: list.flatMap((value, index) => [...noteOf(value), ...item(nodes[index] ?? { head: '', body: [] })]),
  };
};

const item = ({ head, body }: Node): string[] => {
  const [first = '', ...others] = head === '' ? body : [head, ...body];
  return [`- ${first}`, ...indented(others)];
};

const ofMap = (map: { readonly [field: string]: Value }): Node => {
  const entries = Object.entries(map);
  const [[name, input] = ['', '']] = entries;
  const known = entries.length === 1 ? shortForms[name] : undefined;
  // A policy's Condition is an object; that of a template is a name.
  if (known !== undefined && !(name === 'Condition' && typeof input !== 'string'))
    return ofFunction(known, input);
  return { head: '', body: entries.flatMap(([field, value]) => entry(field, value)) };
};

const entry = (field: string, value: Value): string[] => {
  const { head, body } = ofValue(value);
  return [...noteOf(value), `${quoted(field)}: ${head}`.trimEnd(), ...indented(body)];
};

const noteOf = (value: Value): string[] =>
  value instanceof Noted ? wrapped(value.note).map((line) => `# ${line}`) : [];

const indented = (lines: string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

const ofValue = (value: Value): Node => {
  if (value instanceof Noted) return ofValue(value.value);
  if (typeof value === 'string') return ofText(value);
  if (typeof value !== 'object') return { head: String(value), body: [] };
  if (isList(value)) return ofList(value);
  return ofMap(value);
};

const isList = (value: object): value is readonly Value[] => Array.isArray(value);

/** Lines of YAML for a map, in CloudFormation's short forms (`!Ref`, `!Sub`), with the notes as comments. */
export const yamlLines = (map: { readonly [field: string]: Value }): string[] => ofMap(map).body;
