import { BadRequest } from '#lib/platform/bad-request.ts';

/** What to look for. A call matches when it was made by any of these identities, between the two times. */
export interface AthenaQuestion {
  accessKeyIds: readonly string[];
  /** Users, also behind the sessions that they federated. Other accounts have users of the same name: name accounts. */
  userNames?: readonly string[];
  /** Roles, by the ARN behind a session: all sessions of the role. */
  roleArns?: readonly string[];
  /** `AIDA…`, or `AROA…` for all sessions of a role, or `AROA…:name` for one of them. */
  principalIds?: readonly string[];
  from: Date;
  to: Date;
  /** 12 digits each; all accounts where none is named. */
  accounts?: readonly string[];
  /** All Regions where none is named. */
  regions?: readonly string[];
  /**
   * The name of this look. Asked again under the same name, Athena gives the same execution instead of a second one,
   * so that a request that got no answer is not paid twice. Without a name every asking is a new execution.
   */
  look?: string;
}

/** Who is looked for, each list without doubles and in one order, so that the same question is the same statement. */
export type Identities = Record<
  'accessKeyIds' | 'userNames' | 'roleArns' | 'principalIds',
  readonly string[]
>;
type IdentityKind = keyof Identities;
const kinds: readonly IdentityKind[] = ['accessKeyIds', 'userNames', 'roleArns', 'principalIds'];

/** `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const regionForm = /^[a-z]{2,8}(-[a-z]{2,16}){1,3}-\d{1,2}$/;

/** StartQueryExecution takes parameters of up to 1,024 characters (Athena API reference); a literal has two quotes. */
const longestLiteral = 1_024;

/** A value as SQL reads it: Athena takes a parameter for text only when it is quoted (Athena user guide). */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const inOrder = (values: readonly string[] = []): string[] => [...new Set(values)].toSorted();

const refuseUnfit = (field: string, values: readonly string[] = [], form = /^[\s\S]+$/): void => {
  // The value is not repeated: it may be anything that was pasted into the wrong field.
  if (values.some((value) => !form.test(value))) throw new BadRequest(field, 'a value is empty or malformed');
  if (values.some((value) => literal(value).length > longestLiteral)) {
    throw new BadRequest(field, `a value is longer than the ${longestLiteral} characters that Athena takes`);
  }
};

const isUsual = (time: Date): boolean => {
  const year = time.getUTCFullYear();
  return year >= 1970 && year <= 9_000;
};

/** @throws BadRequest naming the field that nobody could answer */
export const checkQuestion = (question: AthenaQuestion): void => {
  for (const kind of kinds) refuseUnfit(kind, question[kind]);
  refuseUnfit('accounts', question.accounts, /^\d{12}$/);
  refuseUnfit('regions', question.regions, regionForm);
  if (kinds.every((kind) => (question[kind] ?? []).length === 0)) {
    throw new BadRequest('accessKeyIds', 'names nobody to look for, and the answer would be the whole trail');
  }
  if (!isUsual(question.from)) throw new BadRequest('from', 'is not a time between 1970 and 9000');
  if (!isUsual(question.to)) throw new BadRequest('to', 'is not a time between 1970 and 9000');
  if (question.from >= question.to) throw new BadRequest('from', 'is not before to');
};

/** A statement has at most 262,144 bytes (Athena service quotas); each value is used twice at most. */
const most = { values: 200, characters: 100_000 } as const;

/** The identities in parts that fit into one statement each: one part unless there are hundreds. */
export const batchesOf = (question: AthenaQuestion): Identities[] => {
  const batches: Record<IdentityKind, string[]>[] = [];
  let [values, characters] = [0, 0];
  const each = kinds.flatMap((kind) => inOrder(question[kind]).map((value) => ({ kind, value })));
  for (const { kind, value } of each) {
    const full = values >= most.values || characters + value.length > most.characters;
    if (batches.length === 0 || full) {
      batches.push({ accessKeyIds: [], userNames: [], roleArns: [], principalIds: [] });
      [values, characters] = [0, 0];
    }
    batches.at(-1)?.[kind].push(value);
    values += 1;
    characters += value.length;
  }
  return batches;
};
