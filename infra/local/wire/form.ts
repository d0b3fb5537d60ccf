import { MalformedInput } from './malformed.ts';

/** A form body such as `Tags.member.1.Key=a` as the tree that its dotted names describe. */
export interface FormNode {
  value?: string;
  children: Map<string, FormNode>;
}

/** @throws MalformedInput when the body is not percent-encoded UTF-8. */
export function parseForm(body: string): FormNode {
  const root: FormNode = { children: new Map() };
  for (const pair of body.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const leaf = name.split('.').reduce(child, root);
    leaf.value = equals < 0 ? '' : decode(pair.slice(equals + 1));
  }
  return root;
}

function child(node: FormNode, name: string): FormNode {
  let found = node.children.get(name);
  if (!found) {
    found = { children: new Map() };
    node.children.set(name, found);
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new MalformedInput(`'${text}' is not percent-encoded UTF-8`, { cause });
  }
}

/** The members of a list in the order of their numbers, which need not be contiguous. */
export const numbered = (node: FormNode): FormNode[] =>
  [...node.children]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, each]) => each);
