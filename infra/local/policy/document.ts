import type { PolicyDocument } from '../contract.ts';
import { parseJson } from './json.ts';
import { malformed } from './malformed.ts';
import type { PolicyKind } from './model.ts';
import { fieldsOf, onlyFields } from './read.ts';
import { readStatement, type Statement } from './statement.ts';

export interface Policy {
  statements: readonly Statement[];
  /** Whether `${…}` is a variable: only since Version 2012-10-17. */
  variables: boolean;
}

/** Without Version the old language of 2008 is meant. */
const readVersion = (version: unknown = '2008-10-17'): string => {
  if (version === '2012-10-17' || version === '2008-10-17') return version;
  throw malformed(`Syntax errors in policy: Version ${String(version)} is neither 2012-10-17 nor 2008-10-17`);
};

const refuseRepeatedSids = (statements: readonly Statement[]): void => {
  const sids = statements.map(({ id }) => id).filter((id) => typeof id === 'string');
  if (new Set(sids).size < sids.length)
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
};

/**
 * Reads a policy document, from JSON or as an object, and checks it as IAM does before it keeps one.
 *
 * @throws AwsError MalformedPolicyDocument, with the first thing that is wrong
 */
export const parsePolicy = (document: PolicyDocument | string, kind: PolicyKind): Policy => {
  const value: unknown = typeof document === 'string' ? parseJson(document) : document;
  const fields = fieldsOf(value, 'the policy');
  const withId = kind === 'resource' || kind === 'trust';
  onlyFields(fields, withId ? ['Version', 'Id', 'Statement'] : ['Version', 'Statement']);
  if (!('Statement' in fields)) throw malformed('Missing required field Statement');
  const listed: unknown[] = Array.isArray(fields['Statement']) ? fields['Statement'] : [fields['Statement']];
  if (listed.length === 0) throw malformed('Syntax errors in policy: Statement is empty');
  const statements = listed.map((statement, index) => readStatement(statement, index, kind));
  if (kind !== 'resource') refuseRepeatedSids(statements);
  return { statements, variables: readVersion(fields['Version']) === '2012-10-17' };
};
