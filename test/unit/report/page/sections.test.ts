import { describe, expect, it } from 'vitest';
import { destinations } from '#lib/incident/destinations.ts';
import type { Case } from '#lib/report/case.ts';
import { sections } from '#lib/report/page/sections.ts';
import { page } from '#lib/report/page.ts';
import {
  cases,
  drillCase,
  githubSignal,
  incidentOf,
  notContainedCase,
  offlineCase,
  quietCase,
} from '../cases.ts';
import { key } from '../found.ts';
import { sectionText, tagsIn, textOf } from './markup.ts';

const hrefsOf = (kase: Case): string[] =>
  tagsIn(page(kase)).flatMap(({ attributes }) => attributes['href'] ?? []);

it('has its sections in the order in which a responder asks', () => {
  expect(sections.map(({ id }) => id)).toEqual([
    'next',
    'open',
    'timeline',
    'did',
    'made',
    'lineage',
    'steps',
    'could',
    'sources',
    'regions',
    'techniques',
    'told',
    'notes',
    'calls',
  ]);
});

describe.each(Object.keys(cases).filter((name) => name !== 'large'))('in the case %s', (name) => {
  const markup = page(cases[name]?.() ?? quietCase());

  it.each(sections.map(({ id, title }) => [id, title]))(
    '%s says something, if only what nothing means',
    (id, title) => {
      expect(sectionText(markup, id).replace(title, '').replace(/^.*?>/, '').trim().length).toBeGreaterThan(
        20,
      );
    },
  );
});

describe('a leak that nobody used', () => {
  const text = textOf(page(quietCase()));

  it('reads as what it is', () => {
    expect(text).toContain('Contained The leaked key no longer works.');
    expect(text).toContain('no call found between');
    expect(text).toContain('SILENT. No successful call by the credential since containment');
    expect(text).toContain('Nothing: no call of it is in CloudTrail. It is late by some minutes');
    expect(text).toContain('From nowhere: no call of it is in CloudTrail.');
    expect(text).not.toContain('undefined');
  });

  it('says how the workload gets on and how to undo it', () => {
    const next = sectionText(page(quietCase()), 'next');
    expect(next).toMatch(/Issue a new key of another user, or a role\..*Delete the leaked key/);
    expect(next).toContain(
      'It is refused while its alert is open or what it issued lives, unless --force is added.',
    );
    expect(next).toContain(`npm run -s tourniquet -- restore ${key}-1`);
    expect(next).not.toContain('Each of what is open');
  });
});

describe('what to do next', () => {
  it('begins with what is not contained, by hand, and speaks of no recovery before', () => {
    const next = sectionText(page(notContainedCase()), 'next');
    expect(next).toMatch(/What to do next By hand, with credentials of account 111122223333:/);
    expect(next).toContain(
      `aws iam update-access-key --user-name ci --access-key-id ${key} --status Inactive`,
    );
    expect(next).toContain(
      'aws ec2 terminate-instances --region eu-west-1 --instance-ids i-0abcdef1234567890',
    );
    expect(next).not.toMatch(/Issue a new key|restore/);
  });

  it('tells of each descendant that is open how to stop it', () => {
    const next = sectionText(page(drillCase()), 'next');
    expect(next).toMatch(
      /NOT CONTAINED AWS key AKIABACKDOOR00000001 of support-backdoor, which came from it\./,
    );
    expect(next).toContain('--access-key-id AKIABACKDOOR00000001 --status Inactive');
  });

  it('leaves for the end what is stopped and only lies around', () => {
    const kase = quietCase();
    const user = { type: 'AWS::IAM::User', id: 'support', by: key, at: '2026-03-01T10:00:00.000Z' };
    const call = { eventName: 'CreateUser', region: 'us-east-1' };
    const stopped = { what: 'contain', rule: 'thief', why: '', status: 'contained' } as const;
    const made = [{ ...user, ...call, kind: 'user', eventSource: 'iam.amazonaws.com' }];
    const found = { ...kase.found, made, created: [{ ...user, ...call, verdict: stopped }] };
    expect(sectionText(page({ ...kase, found }), 'next')).toMatch(
      /Issue a new key.*Delete the leaked key.*Once they are not needed as evidence, delete .*: 1 user\./,
    );
  });

  it('gives no command that a shell would read more into', () => {
    const kase = drillCase();
    const [first, ...others] = kase.found.touched ?? [];
    const bad = first && { ...first, review: 'aws iam get-role --role-name x; reboot' };
    const touched = bad ? [bad, ...others] : [];
    expect(textOf(page({ ...kase, found: { ...kase.found, touched } }))).not.toContain('reboot');
  });
});

describe('what is still open', () => {
  const open = (kase: Case): string => sectionText(page(kase), 'open');

  it('begins with the leaked credential itself, where that is not contained', () => {
    expect(open(notContainedCase())).toMatch(
      /What nobody has stopped.*NOT CONTAINED deactivate-key: AccessDenied.*i-0abcdef1234567890.*still draws/,
    );
    expect(open(quietCase())).toContain('Nothing: no call of it is known, so nothing came from it.');
  });

  it('tells of each thing how to look at it, and how to stop or take it back', () => {
    const text = open(drillCase());
    expect(text).toMatch(/AKIABACKDOOR00000001 .*NOT STOPPED/);
    expect(text).toMatch(/12 instances .*aws ec2 terminate-instances --region us-east-1/);
    expect(text).toMatch(/trust policy admin changed .*aws iam get-role --role-name admin/);
    expect(text).toContain('aws ec2 reset-snapshot-attribute --region eu-west-1');
    expect(text).not.toContain('sg-0123456789abcdef0');
  });
});

describe('links', () => {
  it('leads to where it leaked only by a plain https address', () => {
    const url = 'https://github.com/acme/shop/security/secret-scanning/7';
    expect(hrefsOf(drillCase())).toContain(url);
    for (const strange of [
      'http://evil.example/',
      'javascript:alert(1)',
      'https://evil.example/"x',
      'https://a@b/c',
    ]) {
      const incident = incidentOf({ signals: [{ ...githubSignal, url: strange }] });
      expect(hrefsOf({ ...quietCase(), incident }).filter((href) => !href.startsWith('#'))).toEqual([]);
    }
  });
});

describe('the facts of a leak', () => {
  it('say when it is looked at again, or that nobody does', () => {
    const { nextLookAt: _, ...last } = quietCase();
    const { look: __, ...asked } = last;
    expect(textOf(page(quietCase()))).toContain('Next look 2026-03-01 10:19:15Z');
    expect(textOf(page(last))).toContain('Next look none: nobody looks any more at what it does');
    expect(textOf(page(asked))).toContain('Next look none: this was asked for once, from a terminal');
  });

  it('take the account from the owner where nothing else names it', () => {
    const kase = offlineCase();
    expect(kase.found.credentials[0]?.accountId).toBeUndefined();
    expect(textOf(page(kase))).toContain('Account 111122223333');
  });
});

describe('where else it was told', () => {
  const told = (kase: Case): string => sectionText(page(kase), 'told');

  it('says loudly what failed and what a person has to do', () => {
    const text = told(drillCase());
    expect(text).toMatch(/OpsCenter FAILED AccessDeniedException/);
    expect(text).toMatch(/GitHub refused: a person has to do it the organization lets/);
    expect(textOf(page(drillCase()))).toContain('It could not be told everywhere: 2 other homes failed.');
  });

  it('has a name for each home', () => {
    const outcomes = destinations.map((destination) => ({
      destination,
      outcome: 'done' as const,
      status: 'contained',
      at: '2026-03-01T10:04:15.000Z',
    }));
    expect(told({ ...quietCase(), destinations: outcomes })).not.toContain('undefined');
  });

  it('tells where the evidence is, or that it could not be kept', () => {
    expect(told(drillCase())).toContain(`s3://acme-incidents/${key}-1/look-3/`);
    expect(told(notContainedCase())).toContain('The evidence could NOT be kept AccessDenied');
    expect(told(quietCase())).toContain('No evidence is kept: nobody configured a place for it.');
  });
});

describe('the calls', () => {
  it('are all there, or it says how many are', () => {
    const kase = drillCase();
    const few = { ...kase, calls: kase.calls.slice(0, 5), callsInAll: 5 };
    expect(sectionText(page(few), 'calls')).toContain('All 5 of them, the oldest first.');
    expect(sectionText(page({ ...few, callsInAll: 7 }), 'calls')).toContain(
      '5 of 7 calls are shown, the first and the last ones; all of them are in the evidence.',
    );
  });

  it('are not said to be none where none was kept', () => {
    const kase = drillCase();
    expect(sectionText(page({ ...kase, calls: [] }), 'calls')).toMatch(
      /3,442 calls are counted and none was kept/,
    );
  });
});

describe('what it could have done', () => {
  it('stands beside what it did, with what was not read', () => {
    const text = sectionText(page(drillCase()), 'could');
    expect(text).toContain('Of 7 actions that are dangerous in a thief’s hands it could do 4, and did 3.');
    expect(text).toMatch(/create users iam:CreateUser it could yes, 1 time/);
    expect(text).toMatch(/delete encryption keys kms:ScheduleKeyDeletion not decidable not seen/);
    expect(text).toMatch(/It could also, and is not seen to have done it give roles to compute iam:PassRole/);
    expect(text).toMatch(/It could not leave the organization/);
    expect(text).toMatch(/NOT read, and may have allowed or denied more: service control policies/);
  });
});
