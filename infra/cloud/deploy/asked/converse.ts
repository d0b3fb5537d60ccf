import { problemsOf } from '../../settings/problems.ts';
import { settingsSchema, type WrittenSettings } from '../../settings/schema.ts';
import { type Question, questions, type Suggestions } from './questions.ts';
import type { Terminal } from './terminal.ts';

/** Colours, cursor movements, letters that run backwards: no field has any, and none is shown again. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;

/** What is wrong with a value in its field, or undefined. */
const wrongWith = (field: Question['field'], value: unknown): string | undefined => {
  const parsed = settingsSchema.shape[field].safeParse(value);
  if (parsed.success) return undefined;
  return problemsOf(parsed.error.issues, value)
    .map(({ message }) => message)
    .join('; ');
};

type Read = { value: unknown } | { wrong: string };

const readAnswer = ({ field, read }: Question, answer: string): Read => {
  if (hidden.test(answer)) return { wrong: 'holds characters that cannot be seen' };
  if (answer === '') return { wrong: 'must be answered' };
  const value = read(answer);
  const wrong = value === undefined ? undefined : wrongWith(field, value);
  return wrong === undefined ? { value } : { wrong };
};

/** Asks until the answer can stand. */
const askOne = async (
  terminal: Terminal,
  question: Question,
  proposed: string | undefined,
): Promise<unknown> => {
  const text = proposed === undefined ? question.text : `${question.text} [${proposed}]`;
  for (;;) {
    const answer = (await terminal.ask(text)).trim() || (proposed ?? '');
    const read = readAnswer(question, answer);
    if ('value' in read) return read.value;
    terminal.say(`  ${question.field} ${read.wrong}`);
  }
};

/**
 * The conversation that makes a configuration.
 * @throws Interrupted
 */
export const converse = async (
  terminal: Terminal,
  suggestions: Suggestions = {},
): Promise<Partial<WrittenSettings>> => {
  const soFar: Partial<WrittenSettings> = {};
  for (const question of questions) {
    if (question.asked?.(soFar) === false) continue;
    const value = await askOne(terminal, question, question.proposed?.(suggestions, soFar));
    if (value !== undefined) Object.assign(soFar, { [question.field]: value });
  }
  return soFar;
};
