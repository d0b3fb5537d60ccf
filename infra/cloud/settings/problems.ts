import type * as z from 'zod/mini';
import { fieldsAt } from './json-schema.ts';
import { mustBe } from './must-be.ts';
import { nearest } from './nearest.ts';

export interface Problem {
  /** By its way from the top of the file: `evidence.retentionDays`, `accounts.0`. */
  field: string;
  message: string;
}

/** Where a name that is known from elsewhere belongs in this file. */
const elsewhere: Readonly<Record<string, string>> = {
  'rules.mode': 'is given as mode, at the top',
  'rules.accounts': 'is given as accounts, at the top',
  'rules.organization': 'is given as accounts: "organization", at the top',
  'destinations.github': 'is given as github.resolveAlerts',
};

const named = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const unknownField = (path: readonly PropertyKey[], key: string): Problem => {
  const field = named([...path, key]);
  const known = fieldsAt(path).filter((each) => each !== '$schema');
  const meant = nearest(key, known);
  const message =
    elsewhere[field] ??
    `is no setting${meant ? `: did you mean ${meant}?` : `; there are ${known.sort().join(', ')}`}`;
  return { field, message };
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );

const shown = (value: unknown): string => {
  // The address of a pager lets whoever knows it page.
  const text = (JSON.stringify(value) ?? 'nothing').replace(/(https?:\/\/)[^"]+/g, '$1…');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

type Issue = z.core.$ZodIssue;

/** A union tells which of its members was meant by the one that the value came farthest in. */
const ofMember = ({ errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] =>
  errors.find((issues) => issues.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys')) ??
  [];

/** What is wrong with the file, each with the field's name, what it must be, and what was given. */
export const problemsOf = (issues: readonly Issue[], value: unknown): Problem[] =>
  issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(issue.path, key));
    const inner = issue.code === 'invalid_union' ? ofMember(issue) : [];
    if (inner.length > 0)
      return problemsOf(
        inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
        value,
      );
    const given = valueAt(value, issue.path);
    const missing = given === undefined;
    return [
      {
        field: named(issue.path) || 'tourniquet.config.json',
        message: `${missing ? 'is missing: it ' : ''}${mustBe(issue)}${missing ? '' : `, not ${shown(given)}`}`,
      },
    ];
  });
