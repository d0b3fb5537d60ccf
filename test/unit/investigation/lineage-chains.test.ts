import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import {
  otherAccount,
  roleSession,
  stranger,
  user,
  userIdOf,
  victim,
} from '#test/fixtures/cloudtrail/callers.ts';
import { createAccessKey } from '#test/fixtures/cloudtrail/iam.ts';
import { answered, assumeRole, getSessionToken, sessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import {
  first,
  inDeploy,
  investigated,
  leaked,
  links,
  linksOf,
  ordersOf,
  second,
  thief,
  third,
} from './lineage.ts';

const key = 'AKIAT3SKF7WXYMADEK2Y';
const withSecret = (id: string): Json => ({ accessKeyId: id, secretAccessKey: 'HIDDEN', sessionToken });

describe('chains', () => {
  it('are followed to the end, with the right parent at each hop', () => {
    const records = [
      getSessionToken(thief, first, at(0)),
      assumeRole(user('ci', first, { creationDate: at(0) }), second, at(1), { role: 'deploy', session: 'a' }),
      createAccessKey(inDeploy('a', second), key, at(2), 'dana'),
      assumeRole(user('dana', key), third, at(3), { role: 'prod', session: 'b' }),
      record(roleSession('prod', 'b', third), 's3:ListBuckets', at(4)),
    ];
    const parents = linksOf(records).map(({ id, issuedBy }) => [id, issuedBy]);
    expect(Object.fromEntries(parents)).toEqual({
      [first]: leaked,
      [second]: first,
      [key]: second,
      [third]: key,
    });
    for (const order of ordersOf(records)) expect(linksOf(order)).toEqual(linksOf(records));
    expect(investigated(records).events).toBe(5);
  });

  it('that come back to a role, or to the key itself, end', () => {
    const [back, round] = ['ASIAT3SKF7WXYBACKTO2', 'ASIAT3SKF7WXYROUND22'];
    const parents = linksOf([
      assumeRole(thief, first, at(0), { role: 'one', session: 's' }),
      assumeRole(roleSession('one', 's', first), second, at(1), { role: 'two', session: 's' }),
      assumeRole(roleSession('two', 's', second), back, at(2), { role: 'one', session: 's' }),
      assumeRole(roleSession('one', 's', back), round, at(3), { role: 'two', session: 's' }),
      answered(roleSession('two', 's', round), 'example:Vend', at(4), { key: withSecret(leaked) }),
      answered(roleSession('two', 's', round), 'example:Vend', at(5), { key: withSecret(round) }),
    ]).map(({ id, issuedBy }) => [id, issuedBy]);
    expect(Object.fromEntries(parents)).toEqual({
      [first]: leaked,
      [second]: first,
      [back]: second,
      [round]: back,
    });
  });
});

describe('a role of another account', () => {
  const away = { role: 'vault', session: 'a', account: stranger };
  const sharedEventID = '1c2d3e4f-0000-4000-8000-5a6b7c8d9e0f';
  const whole = assumeRole(thief, first, at(0), {
    ...away,
    more: { sharedEventID, recipientAccountId: victim },
  });
  const blind = { ...whole, responseElements: null };
  const seen = otherAccount(victim, userIdOf('ci'));
  const theirs = assumeRole(seen, first, at(0), {
    ...away,
    more: { sharedEventID, recipientAccountId: stranger },
  });
  const used = record(roleSession('vault', 'a', first, { account: stranger }), 's3:ListBuckets', at(1));
  const link = { id: first, kind: 'role-session', issuedBy: leaked, via: 'AssumeRole', certain: true };

  it.each([
    ['both records name the id', [whole, theirs, used]],
    ["only the caller's account has a record", [whole, used]],
    ["only the record in the role's account names the id", [blind, theirs, used]],
    ["the record in the role's account comes first", [used, theirs, blind]],
  ])('%s: one link, one call of the thief', (_, records) => {
    const investigation = investigated(records);
    expect(links(investigation)).toEqual([link]);
    expect(investigation.credentials.map(({ events }) => events)).toEqual([1, 1]);
  });

  it('a record that shares no event with a call of the thief links nothing', () => {
    const other = { ...theirs, sharedEventID: sharedEventID.replace('1c', '1d') };
    const { sharedEventID: _, ...unshared } = theirs;
    expect(linksOf([blind, other, unshared, used])).toEqual([]);
    expect(linksOf([refused(blind), refused(theirs), used])).toEqual([]);
  });
});
