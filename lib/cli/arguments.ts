import { parseArgs } from 'node:util';
import type { Option, Options } from './command.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

interface Config {
  args: string[];
  options: Options;
  allowPositionals?: boolean;
}

/**
 * Node's `parseArgs` with complaints for people. Takes and gives the same.
 * @throws UsageError with the option as its field
 */
export const parseArguments = <const T extends Config>(config: T): ReturnType<typeof parseArgs<T>> => {
  const { options, allowPositionals = false } = config;
  const args = eachByItself(config.args, options);
  // Read without judging first: what Node throws speaks to the author of a command and not to its user.
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(token, options);
    if (token.kind === 'positional' && !allowPositionals)
      throw new UsageError('argument', `nothing may stand here but options: ${token.value} is too many`);
  }
  return parseArgs({ ...config, args });
};

/** `--logs a b` as `--logs=a --logs=b`: such an option takes all that follows up to the next one. */
const eachByItself = (args: readonly string[], options: Options): string[] => {
  const spread: string[] = [];
  let taking: string | undefined;
  for (const arg of args) {
    const name = arg.startsWith('--') ? arg.slice(2) : '';
    const isOption = /^-./.test(arg);
    if (isOption) taking = Object.hasOwn(options, name) && options[name]?.multiple ? arg : undefined;
    if (taking === undefined || isOption) spread.push(arg);
    else if (spread.at(-1) === taking) spread.splice(-1, 1, `${taking}=${arg}`);
    else spread.push(`${taking}=${arg}`);
  }
  return spread;
};

interface Given {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

const checkOption = (given: Given, options: Options): void => {
  const { name, rawName, value, inlineValue } = given;
  const option = rawName.startsWith('--') && Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) throw new UsageError(rawName, unknownOption(rawName, Object.keys(options)));
  if (option.type === 'boolean') {
    if (inlineValue) throw new UsageError(rawName, `${rawName} takes no value`);
    return;
  }
  // `--reason --dry-run`: the value was forgotten. A value that does begin with a dash follows a `=`.
  const forgotten = value === undefined || (!inlineValue && /^-./.test(value));
  // A reason may be empty. An empty folder would be the one that we happen to be in.
  if (forgotten || (value === '' && option.value !== 'TEXT'))
    throw new UsageError(rawName, `${rawName} needs ${wanted(option)}`);
};

const unknownOption = (rawName: string, known: string[]): string => {
  const meant = nearest(rawName, known);
  if (meant) return `there is no option ${rawName}: did you mean --${meant}?`;
  return `there is no option ${rawName} (it has ${known.map((name) => `--${name}`).join(', ')})`;
};

const valueNames: Record<string, string> = {
  TEXT: 'a text',
  DIR: 'a folder',
  FILE: 'a file',
  N: 'a number',
  PATH: 'a file or folder',
  T: 'a time such as 2026-12-24T18:00:00Z, or a span such as 7d',
  ID: 'an id, or all',
};

const wanted = ({ value = '' }: Option): string => valueNames[value] ?? 'a value';
