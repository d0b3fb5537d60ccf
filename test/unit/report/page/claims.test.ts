import { describe, expect, it } from 'vitest';
import { type Status, type StepRecord, statuses } from '#lib/incident/incident.ts';
import type { Case } from '#lib/report/case.ts';
import { standOf } from '#lib/report/page/stand.ts';
import { page } from '#lib/report/page.ts';
import { drillCase, incidentOf, notContainedCase, offlineCase, quietCase } from '../cases.ts';
import { createdUser, issued, key, verdict } from '../found.ts';
import { sectionText, textOf } from './markup.ts';

const at = '2026-03-01T10:04:15.000Z';

const withStatus = (status: Status, kase = quietCase()): Case => ({
  ...kase,
  incident: incidentOf({ status }),
});

describe('the verdict', () => {
  it.each(statuses)('says contained of nothing else than what was read back: %s', (status) => {
    const { word, tone } = standOf(withStatus(status));
    expect(tone === 'good').toBe(status === 'contained');
    expect(/^contained/i.test(word)).toBe(status === 'contained');
    if (status !== 'contained') expect(textOf(page(withStatus(status)))).not.toContain('no longer works');
  });

  it('is told in a word, a shape and a sentence, the word once', () => {
    const text = textOf(page(notContainedCase()));
    expect(text).toContain('NOT CONTAINED The leaked key may still work: act by hand, now.');
    expect(page(notContainedCase())).toMatch(
      /<h1><span class="state bad"><svg class="icon"[^>]*><use href="#i-open"\/>/,
    );
    expect(page(quietCase())).toMatch(
      /<h1><span class="state good"><svg class="icon"[^>]*><use href="#i-held"\/>/,
    );
  });

  it('says the word once, whatever it is', () => {
    const steps = incidentOf().steps.map((step) => ({ ...step, takenOffAtSweep: 2 }));
    for (const incident of [
      incidentOf(),
      incidentOf({ steps }),
      ...statuses.map((status) => incidentOf({ status })),
    ])
      expect(standOf({ ...quietCase(), incident }).sentence).not.toMatch(/^(?!NOTHING TO DO)[A-Z]{3,}/);
  });

  it('is not known where no incident is', () => {
    expect(standOf(offlineCase())).toMatchObject({ word: 'Not known', tone: 'warn', shape: 'unknown' });
    const text = textOf(page(offlineCase()));
    expect(text).toContain('Whether it is contained is not known here');
    expect(page(offlineCase())).not.toMatch(/>stopped<|in force/);
  });

  it.each<[string, Partial<Case['found']>]>([
    [
      'something that came from it is open',
      { credentials: [issued('ASIAX', { verdict: verdict('waits', 'older') })] },
    ],
    ['compute goes on drawing', { keepsDrawing: [{ what: 'i-1 draws', by: key }] }],
  ])('is not all good where %s', (_, details) => {
    const kase = quietCase();
    const { tone, word } = standOf({ ...kase, found: { ...kase.found, ...details } });
    const isWorkloads = details.credentials !== undefined;
    expect({ tone, word }).toEqual(
      isWorkloads
        ? { tone: 'good', word: 'Contained' }
        : { tone: 'warn', word: 'Contained, but not all that came of it' },
    );
  });

  it('is not all good where a session lives on in an account that nobody here may enter', () => {
    const kase = quietCase();
    const elsewhere = issued('ASIAELSEWHERE0000001', {
      accountId: '444455556666',
      verdict: verdict('contain', 'thief', { status: 'not-ours' }),
    });
    const found = { ...kase.found, credentials: [...kase.found.credentials, elsewhere] };
    expect(standOf({ ...kase, found }).tone).toBe('warn');
    expect(textOf(page({ ...kase, found }))).toMatch(
      /Out of reach from here, and may still work: ASIAELSEWHERE0000001 .* in account 444455556666/,
    );
  });

  it('is not all good where calls succeeded after containment', () => {
    const kase = drillCase();
    expect(kase.silent?.succeededAfter).toBeGreaterThan(0);
    expect(standOf({ ...kase, found: quietCase().found }).tone).toBe('warn');
    expect(textOf(page(kase))).toContain('NOT SILENT: 1 call succeeded after containment');
  });

  it('says what the deny stops as well only where the deny holds', () => {
    expect(textOf(page(drillCase()))).toContain('The deny stops as well access key AKIAOTHEROFTHEUSER01');
    expect(textOf(page(notContainedCase()))).not.toContain('The deny stops as well');
  });

  it('says loudly that no evidence is kept, and what it does not know', () => {
    const text = textOf(page(notContainedCase()));
    expect(text).toContain('NO EVIDENCE is kept: AccessDenied');
    expect(text).toContain('INCOMPLETE: 2 of 11 Regions could not be read to the end');
    expect(text).toContain('NOT CONTAINED FOR GOOD: i-0abcdef1234567890');
  });
});

describe('what was done', () => {
  const told = (step: Partial<StepRecord>, status: Status = 'contained'): string => {
    const done: StepRecord = { id: 'deny-user', outcome: 'done', at, before: { attached: false }, ...step };
    const incident = incidentOf({ status, steps: [done] });
    return sectionText(page({ ...quietCase(), incident }), 'steps');
  };

  it.each<[string, Partial<StepRecord>]>([
    ['done, in force', {}],
    ['in force before we came', { outcome: 'already' }],
    ['FAILED AccessDenied', { outcome: 'failed', reason: 'AccessDenied' }],
    ['only planned', { outcome: 'planned' }],
    ['left out', { outcome: 'skipped' }],
    ['withheld', { outcome: 'skipped', withheld: true }],
    ['lifted', { undoneAt: at }],
    [
      'lifted by arn:aws:iam::111122223333:user/ops',
      { undoneAt: at, liftedBy: 'arn:aws:iam::111122223333:user/ops' },
    ],
  ])('is called %s', (words, step) => {
    const text = told(step);
    expect(text.replace(/\s+/g, ' ')).toContain(words);
    if (!/in force/.test(words)) expect(text).not.toContain('in force');
  });

  it('is undone only where a restore read that back', () => {
    expect(told({ undoneAt: at }, 'restored')).toContain('undone, and read back');
    expect(told({}, 'restored')).toContain('left in force');
  });

  it('tells what stood before', () => {
    expect(told({ before: { status: 'Active', policy: null } })).toContain(
      'status: Active policy: not there',
    );
  });
});

describe('what came from it', () => {
  const lineageOf = (more: Parameters<typeof issued>[1]): string => {
    const kase = quietCase();
    const credentials = [...kase.found.credentials, issued('ASIATHIEF00000000009', more)];
    return sectionText(page({ ...kase, found: { ...kase.found, credentials } }), 'lineage');
  };

  it('is stopped only where containment read it back', () => {
    expect(lineageOf({ verdict: verdict('contain', 'thief') })).toMatch(
      /ASIATHIEF00000000009.*handed to containment/,
    );
    expect(lineageOf({ verdict: verdict('contain', 'thief') })).not.toContain('its session is denied');
    const stopped = lineageOf({ verdict: verdict('contain', 'thief', { status: 'contained' }) });
    expect(stopped).toMatch(/ASIATHIEF00000000009.*stopped its session is denied/);
    const open = lineageOf({ verdict: verdict('contain', 'thief', { status: 'not-contained' }) });
    expect(open).toContain('NOT STOPPED');
  });

  it('says how it is known', () => {
    expect(lineageOf({})).toContain('Certain : AssumeRole answered with its id');
    expect(lineageOf({ certain: false, why: 'by its time alone' })).toContain('Inferred : by its time alone');
  });
});

describe('a user that it made', () => {
  const made = (more: Parameters<typeof createdUser>[1]): string => {
    const kase = quietCase();
    const created = [createdUser('backdoor', more)];
    const things = created.map((thing) => ({ ...thing, kind: 'user', eventSource: 'iam.amazonaws.com' }));
    return sectionText(page({ ...kase, found: { ...kase.found, created, made: things } }), 'made');
  };

  it('is called stopped by its verdict, and still there without one', () => {
    expect(made({})).toMatch(/backdoor.*still there/);
    expect(made({ verdict: verdict('contain', 'thief') })).toMatch(/backdoor.*handed to containment/);
    expect(made({ verdict: verdict('contain', 'thief', { status: 'contained' }) })).toMatch(
      /backdoor.*stopped/,
    );
    expect(made({ removedAt: at })).toMatch(/Removed again.*backdoor.*removed/);
  });

  it('holds what it owns, once it is denied: that is open no more', () => {
    const kase = quietCase();
    const login = {
      kind: 'console login',
      id: 'backdoor',
      at: '2026-03-01T09:10:00.000Z',
      region: 'us-east-1',
    };
    const things = (more: Parameters<typeof createdUser>[1]): string => {
      const created = [createdUser('backdoor', more)];
      const user = created.map((thing) => ({ ...thing, kind: 'user', eventSource: 'iam.amazonaws.com' }));
      const made = [...user, { ...login, eventSource: 'iam.amazonaws.com', eventName: 'CreateLoginProfile' }];
      return page({ ...kase, found: { ...kase.found, created, made } });
    };
    const held = things({ verdict: verdict('contain', 'thief', { status: 'contained' }) });
    expect(sectionText(held, 'made')).toMatch(/console login.*its user is denied/);
    expect(sectionText(held, 'open')).toContain('Nothing');
    const open = things({ verdict: verdict('contain', 'thief', { status: 'not-contained' }) });
    expect(sectionText(open, 'made')).toMatch(/console login.*still there/);
    expect(sectionText(open, 'open')).toContain('aws iam delete-login-profile --user-name backdoor');
  });
});

describe('silence', () => {
  const silenceIn = (status: Status): string | undefined =>
    /<li><span class="(\w+)">(?:(?!<\/li>)[\s\S])*SILENT\./.exec(page(withStatus(status)))?.[1];

  it('is a good sign only of what is contained', () => {
    const kase = quietCase();
    expect(kase.silent?.silent).toBe(true);
    expect(silenceIn('contained')).toBe('good');
    expect(silenceIn('not-contained')).toBe('warn');
  });
});
