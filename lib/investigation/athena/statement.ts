import { type Column, columns } from './columns.ts';
import type { Partitions } from './partitions.ts';
import { type AthenaQuestion, type Identities, inOrder, literal } from './question.ts';
import type { AthenaTable } from './settings.ts';

/** A SELECT with a `?` for each value, and the values as quoted literals in the order of the question marks. */
export interface Statement {
  sql: string;
  parameters: readonly string[];
}

interface Condition {
  sql: string;
  values: readonly string[];
}

/**
 * The names under which CloudTrail logs what nobody may keep. Athena writes its answer into a bucket, so it is taken
 * out before that. No quantifier here is a question mark: those are the placeholders.
 */
const secretMember = String.raw`"(\w{0,40}[sS]ession[tT]oken|\w{0,40}[sS]ecret\w{0,40}[kK]ey|\w{0,40}[pP]assword)"\s*:\s*"[^"]*"`;

const selected = ({ column, form }: Column): string => {
  // A struct as JSON keeps the names of its fields, and any fields that a newer table has more (engine version 3).
  if (form === 'struct' || form === 'structs') return `json_format(CAST(${column} AS JSON)) AS ${column}`;
  if (column !== 'responseelements') return column;
  return `regexp_replace(${column}, ${literal(secretMember)}, ${literal('"$1":""')}) AS ${column}`;
};

/** Only for names that were checked: lower-case letters, digits and `_` (isIdentifier). */
const quoted = (identifier: string): string => `"${identifier}"`;

const oneOf = (column: string, values: readonly string[]): Condition[] =>
  values.length === 0 ? [] : [{ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }];

const between = (column: string, from: string, to: string): Condition => ({
  sql: `${column} BETWEEN ? AND ?`,
  values: [from, to],
});

const dayLength = 24 * 60 * 60 * 1_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');

// A file lies in the folder of the day on which it was delivered, which may be the day after the call; a day before
// costs little and forgives a clock. These conditions are what keeps Athena from reading the whole trail.
const inDays = ({ from, to }: AthenaQuestion, { day }: Partitions): Condition[] => {
  const [first, last] = [dayOf(from.getTime() - dayLength), dayOf(to.getTime() + dayLength)];
  const [year = '', ...rest] = day.map(quoted);
  if (rest.length === 0) return [between(year, first, last)];
  const whole = `concat(${[year, ...rest].join(", '/', ")})`;
  // The year by itself lets Glue leave out partitions that are registered one by one.
  return [between(year, first.slice(0, 4), last.slice(0, 4)), between(whole, first, last)];
};

const inPlaces = ({ accounts, regions }: AthenaQuestion, { account, region }: Partitions): Condition[] => [
  ...oneOf(account ? quoted(account) : 'recipientaccountid', inOrder(accounts)),
  ...oneOf(region ? quoted(region) : 'awsregion', inOrder(regions)),
];

const toTheSecond = (time: number): string => new Date(time).toISOString().slice(0, 19);

// Records tell whole seconds, `2026-03-01T10:00:00Z`, and compare as text. A bound without the Z lies just below.
const inWindow = ({ from, to }: AthenaQuestion): Condition => ({
  sql: 'eventtime >= ? AND eventtime < ?',
  values: [toTheSecond(from.getTime()), toTheSecond(to.getTime() + 1_000)],
});

const issuer = 'useridentity.sessioncontext.sessionissuer';

const federatedBy = (userNames: readonly string[]): Condition[] =>
  oneOf(`${issuer}.username`, userNames).map(({ sql, values }) => ({
    // A role of the same name is somebody else.
    sql: `(${issuer}.type = 'IAMUser' AND ${sql})`,
    values,
  }));

const byAnyOf = ({ accessKeyIds, userNames, roleArns, principalIds }: Identities): Condition => {
  const conditions = [
    ...oneOf('useridentity.accesskeyid', accessKeyIds),
    ...oneOf('useridentity.username', userNames),
    ...federatedBy(userNames),
    ...oneOf(`${issuer}.arn`, roleArns),
    ...oneOf('useridentity.principalid', principalIds),
    ...oneOf(`${issuer}.principalid`, principalIds),
  ];
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`,
    values: conditions.flatMap(({ values }) => values),
  };
};

/**
 * The statement for a checked question. Its text depends only on the table and on how many values each list has:
 * every value is a parameter, and parameters stand in the WHERE clause alone (Athena user guide, "Use parameterized
 * queries").
 */
export const statementFor = (
  question: AthenaQuestion,
  identities: Identities,
  { database, table }: AthenaTable,
  partitions: Partitions,
): Statement => {
  const conditions = [
    ...inDays(question, partitions),
    ...inPlaces(question, partitions),
    inWindow(question),
    byAnyOf(identities),
  ];
  return {
    sql: [
      `SELECT ${columns.map(selected).join(', ')}`,
      `FROM ${quoted(database)}.${quoted(table)}`,
      `WHERE ${conditions.map(({ sql }) => sql).join('\n  AND ')}`,
    ].join('\n'),
    parameters: conditions.flatMap(({ values }) => values).map(literal),
  };
};
