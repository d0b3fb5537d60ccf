import { describe, expect, it } from 'vitest';
import { isRule } from '#lib/containment/engaged.ts';
import { reasons } from '#lib/containment/reasons.ts';
import { stepById, steps } from '#lib/containment/steps/index.ts';

describe('public lists', () => {
  it('the ids of the reasons', () => {
    expect(Object.keys(reasons)).toEqual([
      'user-key',
      'user-session',
      'user-only',
      'deleted-key-of-named-user',
      'deleted-key',
      'role-session',
      'whole-role',
      'role-session-unnamed',
      'service-linked-role',
      'identity-center-role',
      'created-key',
      'created-key-gone',
      'created-user',
      'created-role',
      'root-key',
      'principal-gone',
      'principal-unknown',
      'other-credential',
      'documentation-key',
      'not-ours',
      'own-identity',
      'owner-undecided',
      'protected',
      'observe',
      'dismissed',
      'contradicted',
      'brake',
      'backlog',
      'burst',
      'root-restored',
    ]);
  });

  it('those of them that are rules of people', () => {
    expect(Object.keys(reasons).filter(isRule)).toEqual([
      'own-identity',
      'protected',
      'observe',
      'dismissed',
      'contradicted',
      'brake',
      'backlog',
      'burst',
      'root-restored',
    ]);
  });

  it('the ids of the steps, with the IAM operation that each one needs', () => {
    expect(
      [...steps, stepById('deactivate-service-credential:ACCA1')].map((s) => `${s.id} ${s.operation}`),
    ).toEqual([
      'deactivate-key iam:UpdateAccessKey',
      'deny-user iam:AttachUserPolicy',
      'bound-user iam:PutUserPermissionsBoundary',
      'deny-session iam:PutRolePolicy',
      'deny-role iam:AttachRolePolicy',
      'bound-role iam:PutRolePermissionsBoundary',
      'tag-user iam:TagUser',
      'tag-role iam:TagRole',
      'deactivate-service-credential:ACCA1 iam:UpdateServiceSpecificCredential',
    ]);
  });
});

describe('a step', () => {
  it('that is a fallback is a step, and none falls back to itself', () => {
    for (const { id, fallback } of steps.map((step) => stepById(step.id))) {
      if (fallback) expect(stepById(fallback).id).not.toBe(id);
    }
  });

  it.each(['revoke-moon', 'deactivate-key:AKIA1', 'deactivate-service-credential', 'constructor:x', ''])(
    'that a newer version recorded is refused by name: %j',
    (id) => {
      expect(() => stepById(id)).toThrow(`no step is called ${id}`);
    },
  );
});
