import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdentifier, type Partitions, readPartitions } from '#lib/investigation/athena/partitions.ts';
import { type AthenaQuestion, batchesOf, checkQuestion } from '#lib/investigation/athena/question.ts';
import { type Statement, statementFor } from '#lib/investigation/athena/statement.ts';

/**
 * The tokens of Trino's SQL that matter for what a statement is: in a string only a doubled quote is a quote, and a
 * backslash is a backslash (grammar of Trino, SqlBase.g4). Anything else throws.
 */
const tokensOf = (sql: string): string[] => {
  const token =
    /\s+|--.*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_]\w*|\d+|[?(),.]|[<>]?=|<|>|\|\|/y;
  const found: string[] = [];
  while (token.lastIndex < sql.length) {
    const at = token.lastIndex;
    const [text] = token.exec(sql) ?? [];
    if (text === undefined) throw new Error(`no token of SQL begins at ${at}`);
    if (text.trim() !== '') found.push(text);
  }
  return found;
};

const isString = (token: string): boolean => token.startsWith("'");
const valueIn = (token: string): string => token.slice(1, -1).replaceAll("''", "'");

/** What makes a value dangerous elsewhere: quotes, comments, ends of statements, escapes, placeholders, NUL. */
const hostile = fc.constantFrom(
  "'",
  "''",
  '"',
  '`',
  ';',
  '--',
  '/*',
  '*/',
  '\\',
  "\\'",
  '?',
  '\0',
  '\n',
  '\r\n',
  '\u2028',
  '\uD800',
  '\u02BC',
  '\uFF07',
  '$'.concat('{x}'),
  '$1',
  '$&',
  '%',
  "' OR '1'='1",
  "'; DROP TABLE t --",
  'U&',
  'CAST(',
);
const piece = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 8 }));
const value = fc
  .array(piece, { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.join(''))
  .filter((text) => text !== '');
const values = (min: number) => fc.uniqueArray(value, { minLength: min, maxLength: 4 });

const account = fc.integer({ min: 0, max: 999_999_999_999 }).map((id) => String(id).padStart(12, '0'));
const region = fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1', 'ap-southeast-3', 'eusc-de-east-1');
const time = (min: string, max: string) =>
  fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });

const questions: fc.Arbitrary<AthenaQuestion> = fc.record({
  accessKeyIds: values(1),
  userNames: values(0),
  roleArns: values(0),
  principalIds: values(0),
  accounts: fc.uniqueArray(account, { maxLength: 3 }),
  regions: fc.uniqueArray(region, { maxLength: 3 }),
  from: time('1970-01-03T00:00:00Z', '2030-01-01T00:00:00Z'),
  to: time('2030-01-02T00:00:00Z', '8999-01-01T00:00:00Z'),
});

const layouts: fc.Arbitrary<Partitions> = fc.constantFrom<Partitions>(
  { region: 'region', day: ['timestamp'] },
  { account: 'accountid', region: 'region', day: ['timestamp'] },
  { account: 'account', region: 'region', day: ['year', 'month', 'day'] },
  { day: ['dt'] },
);

const table = { database: 'security', table: 'cloudtrail' };

const statementOf = (question: AthenaQuestion, partitions: Partitions): Statement => {
  checkQuestion(question);
  const [identities] = batchesOf(question);
  if (!identities) throw new Error('nobody to look for');
  return statementFor(question, identities, table, partitions);
};

/** The same question with harmless values: as many in each list. */
const tamed = (question: AthenaQuestion): AthenaQuestion => {
  const tame = (list: readonly string[] = [], prefix: string) => list.map((_, place) => `${prefix}${place}`);
  const digits = (question.accounts ?? []).map((_, place) => String(place).padStart(12, '1'));
  return {
    accessKeyIds: tame(question.accessKeyIds, 'AKIA'),
    userNames: tame(question.userNames, 'user'),
    roleArns: tame(question.roleArns, 'role'),
    principalIds: tame(question.principalIds, 'AROA'),
    accounts: digits,
    regions: tame(question.regions, 'us-east-'),
    from: new Date('2026-01-01T00:00:00Z'),
    to: new Date('2026-01-02T00:00:00Z'),
  };
};

describe('whatever is asked', () => {
  it('the text of the statement is that of a harmless question of the same shape', () => {
    fc.assert(
      fc.property(questions, layouts, (question, partitions) => {
        expect(statementOf(question, partitions).sql).toBe(statementOf(tamed(question), partitions).sql);
      }),
      { numRuns: process.env.LONG ? 20_000 : 500 },
    );
  });

  it('it is one SELECT without a comment, with a placeholder for each value and for nothing else', () => {
    fc.assert(
      fc.property(questions, layouts, (question, partitions) => {
        const { sql, parameters } = statementOf(question, partitions);
        const tokens = tokensOf(sql);
        expect(tokens[0]).toBe('SELECT');
        expect(tokens.filter((token) => token === 'SELECT')).toHaveLength(1);
        expect(tokens.filter((token) => /^(?:--|\/\*)/.test(token))).toEqual([]);
        expect(sql).not.toContain(';');
        expect(tokens.filter((token) => token === '?')).toHaveLength(parameters.length);
        // A question mark inside of a literal would be one for whoever counts them by characters.
        expect(sql.split('?')).toHaveLength(parameters.length + 1);
      }),
    );
  });

  it('each parameter is one literal of text, from which the value itself is read back', () => {
    fc.assert(
      fc.property(questions, layouts, (question, partitions) => {
        const { parameters } = statementOf(question, partitions);
        for (const parameter of parameters) {
          const tokens = tokensOf(parameter);
          expect(tokens).toEqual([parameter]);
          expect(tokens.every(isString)).toBe(true);
          expect(parameter.length).toBeLessThanOrEqual(1_024);
        }
        const read = new Set(parameters.map(valueIn));
        const { accessKeyIds, userNames = [], roleArns = [], principalIds = [] } = question;
        for (const each of [...accessKeyIds, ...userNames, ...roleArns, ...principalIds])
          expect(read).toContain(each);
        for (const each of [...(question.accounts ?? []), ...(question.regions ?? [])])
          expect(read).toContain(each);
      }),
    );
  });

  it('with its parameters in place the statement has the same tokens, but for the strings themselves', () => {
    const filled = ({ sql, parameters }: Statement): string[] => {
      const left = [...parameters];
      return tokensOf(sql).flatMap((token) => (token === '?' ? tokensOf(left.shift() ?? '') : [token]));
    };
    const structure = (tokens: string[]) => tokens.map((token) => (isString(token) ? 'text' : token));
    fc.assert(
      fc.property(questions, layouts, (question, partitions) => {
        const asked = filled(statementOf(question, partitions));
        expect(structure(asked)).toEqual(structure(filled(statementOf(tamed(question), partitions))));
      }),
    );
  });

  it('no setting of partitions reaches the statement but as plain names', () => {
    const list = fc.oneof(
      fc
        .array(fc.oneof(piece, fc.constantFrom('region', 'timestamp', 'day=', 'account=', ',', '=')))
        .map((all) => all.join('')),
      value.map((text) => `region,day=${text}`),
    );
    fc.assert(
      fc.property(list, (setting) => {
        const partitions = readPartitions(setting);
        if ('reason' in partitions) return;
        const names = [partitions.account, partitions.region, ...partitions.day].filter(
          (name) => name !== undefined,
        );
        expect(names.filter((name) => !isIdentifier(name))).toEqual([]);
      }),
    );
  });
});

it('the lexer of this test can tell a broken statement', () => {
  expect(() => tokensOf("SELECT 'a")).toThrow();
  expect(tokensOf("'a'' -- b'")).toEqual(["'a'' -- b'"]);
  expect(tokensOf("'a' -- b'")).toEqual(["'a'", "-- b'"]);
  expect(tokensOf("'a\\' OR x")).toEqual(["'a\\'", 'OR', 'x']);
});
