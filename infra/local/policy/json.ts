import { malformed } from './malformed.ts';

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** The first key that an object has twice. JSON.parse would keep the last one and drop, say, a Condition. */
const repeatedKey = (json: string): string | undefined => {
  const tokens = json.match(token) ?? [];
  const open: Set<string>[] = [];
  for (const [index, text] of tokens.entries()) {
    if (text === '{' || text === '[') open.push(new Set());
    else if (text === '}' || text === ']') open.pop();
    else if (tokens[index + 1] === ':' && text.startsWith('"')) {
      const keys = open.at(-1);
      const key: string = JSON.parse(text);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
};

/** @throws AwsError MalformedPolicyDocument */
export const parseJson = (json: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw malformed(`This policy contains invalid Json: ${error instanceof Error ? error.message : error}`);
  }
  const repeated = repeatedKey(json);
  if (repeated !== undefined) throw malformed(`Syntax errors in policy: ${repeated} is there twice`);
  return value;
};
