import { readFileSync } from 'node:fs';
import { parseSettings, type Settings } from '#infra/cloud/settings/settings.ts';

/** The least that can be deployed: no GitHub, no other home, no other account. */
export const least = (): Settings => parseSettings({ mail: ['security@example.com'], region: 'eu-west-1' });

/** The example that is shipped: an organization with GitHub. */
export const example = (): Settings =>
  parseSettings(
    JSON.parse(readFileSync(new URL('../../infra/cloud/settings/example.json', import.meta.url), 'utf8')),
  );

export const everythingWritten = {
  mail: ['security@example.com'],
  pages: ['oncall@example.com', 'https://events.example.com/pager'],
  region: 'eu-west-1',
  mode: 'contain',
  accounts: ['111122223333', '444455556666'],
  organizationId: 'o-a1b2c3d4e5',
  memberExternalId: '00000000-0000-4000-8000-000000000000',
  rules: { restorableBoundaries: ['arn:aws:iam::*:policy/company-boundary'] },
  revokeSessions: true,
  guard: { homeAccountId: '210987654321', breakGlass: ['arn:aws:iam::210987654321:role/break-glass'] },
  github: { apiUrl: 'https://ghe.example.com/api/v3', resolveAlerts: true },
  deployedAt: '2026-11-28T09:00:00Z',
  destinations: {
    eventBus: true,
    opsCenter: true,
    securityHub: true,
    chatTopic: true,
    ses: { from: 'tourniquet@company.example', to: ['oncall@company.example', 'security@company.example'] },
  },
  evidence: { objectLock: 'governance', retentionDays: 30, dropOldVersionsAfterDays: 90 },
  athena: {
    table: 'security.cloudtrail',
    workGroup: 'tourniquet',
    trailBucket: 'arn:aws:s3:::company-trail',
    results: 'arn:aws:s3:::company-answers/tourniquet',
  },
  kms: 'customer',
  redriveRoles: ['arn:aws:iam::210987654321:role/oncall'],
  architecture: 'x86_64',
  reservedConcurrency: { accountQuota: 1000, contain: 50, receiveWebhook: 20 },
} as const;

/** All that can be switched on. */
export const everything = (changes: object = {}): Settings =>
  parseSettings({ ...everythingWritten, ...changes });
