/** What a placeholder of a template stands for; undefined where its path leads nowhere. */
export type LookUp = (name: string) => unknown;

// A whole JSON string, or a placeholder outside of one. An escaped quote does not end the string.
const token = /"(?:\\.|[^"\\])*"|<([\w.-]+)>/gs;
const placeholder = /<([\w.-]+)>/g;

/**
 * Fills an InputTemplate (EventBridge user guide, "Amazon EventBridge input transformation"): outside of quotes a
 * placeholder becomes JSON, so that text gets its quotes; inside of quotes it becomes part of the text, where an
 * object loses the quotes that it has. A path that leads nowhere leaves an empty text.
 */
export const fill = (template: string, lookUp: LookUp): string =>
  template.replaceAll(token, (found: string, name: string | undefined) =>
    name === undefined
      ? found.replaceAll(placeholder, (_, inner: string) => insideText(lookUp(inner)))
      : JSON.stringify(lookUp(name) ?? ''),
  );

const insideText = (value: unknown = ''): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
  // Escaped, so that nothing in an event can end the text and go on as JSON of its own.
  return JSON.stringify(text).slice(1, -1);
};

/** The placeholders of a template by where they stand. */
export const placeholdersOf = (template: string): { asValue: string[]; insideText: string[] } => {
  const asValue: string[] = [];
  const inside: string[] = [];
  for (const [found, name] of template.matchAll(token)) {
    if (name !== undefined) asValue.push(name);
    else inside.push(...[...found.matchAll(placeholder)].map(([, inner]) => inner ?? ''));
  }
  return { asValue, insideText: inside };
};
