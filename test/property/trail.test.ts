import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Shape } from '#infra/local/contract.ts';
import { cloudtrail } from '#infra/local/services/cloudtrail.ts';
import { elements } from '#infra/local/trail/elements.ts';
import { caller } from '../unit/local/services/rig.ts';
import { newTrail, recordAt } from '../unit/local/trail/entries.ts';

const start = Date.UTC(2026, 10, 2, 9);
const event = fc.record({
  second: fc.nat(20),
  key: fc.constantFrom('AKIAEXAMPLEKEYID0001', 'AKIAEXAMPLEKEYID0002'),
});

it('reading page by page gives every event of the key exactly once, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      async (made, MaxResults) => {
        const { clock, records } = newTrail();
        const look = caller(cloudtrail({ clock, trail: records }).service, { region: 'us-east-1' });
        const identity = (accessKeyId: string) => ({
          userIdentity: { type: 'IAMUser' as const, accessKeyId },
        });
        const all = made.map(({ second, key }, i) =>
          recordAt(new Date(start + second * 1000).toISOString(), { eventID: `e${i}`, ...identity(key) }),
        );
        records.add(all);
        const wanted = all.filter(({ userIdentity }) => userIdentity.accessKeyId === 'AKIAEXAMPLEKEYID0001');
        const LookupAttributes = [{ AttributeKey: 'AccessKeyId', AttributeValue: 'AKIAEXAMPLEKEYID0001' }];

        const read: Shape[] = [];
        let NextToken: string | undefined;
        do {
          await clock.advance(500);
          const page: Shape = await look('LookupEvents', { LookupAttributes, MaxResults, NextToken });
          expect(page.Events.length).toBeLessThanOrEqual(MaxResults);
          read.push(...page.Events);
          NextToken = page.NextToken;
        } while (NextToken);

        const ids = (events: Shape[], field: string) => events.map((each) => each[field]).sort();
        expect(ids(read, 'EventId')).toEqual(ids(wanted, 'eventID'));
        const times = read.map(({ EventTime }) => EventTime.getTime());
        expect(times).toEqual([...times].sort((a, b) => b - a));
      },
    ),
  );
});

it('no secret member is ever written, however deep it lies', () => {
  const secretName = fc.constantFrom(
    'SecretAccessKey',
    'Password',
    'SecretString',
    'NewPassword',
    'ServicePassword',
  );
  const plain = fc.constantFrom('UserName', 'Tags', 'Credentials', 'Nested');
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(plain, tie('tree'), { maxKeys: 3 }),
      fc.dictionary(secretName, fc.constant('the-secret-value'), { maxKeys: 2 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(plain, tree), (shape) => {
      const written = JSON.stringify(elements(shape, (at) => at.toISOString()));
      expect(written).not.toContain('the-secret-value');
    }),
  );
});
