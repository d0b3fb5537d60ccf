import { describe, expect, it } from 'vitest';
import { isKeyId, parseKeyId } from '#lib/credential/key-id.ts';

describe('the account inside a key id', () => {
  it.each([
    ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
    ['ASIAY34FZKAOKMUTVV7A', '609629065244'],
    ['ASIAY34FZKBNKMUTVV7A', '609629065306'],
    ['ASIAQNZGKIQY56JQ7WML', '029608264753'],
  ])('of %s is %s', (accessKeyId, accountId) => {
    expect(parseKeyId(accessKeyId)).toEqual({ kind: 'temporary', accessKeyId, accountId });
  });

  it.each([
    ['an id of the old format', 'AKIAIOSFODNN7EXAMPLE'],
    ['another id of the old format', 'AKIAJ3BQ5WLC7TDY2VZA'],
    ['an id with a digit outside of base32', 'AKIAQNZGKIQY96JQ7WML'],
    ['an id whose digits decode to thirteen digits', 'AKIA7777777777777777'],
  ])('is not guessed from %s', (_, accessKeyId) => {
    expect(parseKeyId(accessKeyId)).toEqual({ kind: 'long-term', accessKeyId });
  });
});

describe('the kind of a key id', () => {
  it.each([
    ['AKIA', 'long-term'],
    ['ASIA', 'temporary'],
    ['ABIA', 'bearer-token'],
    ['ACCA', 'context-specific'],
  ])('with %s is %s', (prefix, kind) => {
    expect(parseKeyId(`${prefix}IOSFODNN7ABCDEFG`)).toMatchObject({ kind });
  });
});

describe('what is no key id', () => {
  it.each([
    ['akiaIOSFODNN7ABCDEFG', 'a lower-case letter at position 1: access key ids are upper case'],
    ['AKIAIOSFoDNN7ABCDEFG', 'a lower-case letter at position 9: access key ids are upper case'],
    ['AKIAIOSF-DNN7ABCDEFG', '"-" at position 9: only A to Z and digits may stand'],
    ['AKIAIOSFODNN7ABCDEFG ', 'white space at position 21: only A to Z and digits may stand'],
    ['AKIAIOSFÖDNN7ABCDEFG', 'a character outside of ASCII at position 9: only A to Z and digits may stand'],
    ['AKIAIOSFODNN7ABCDEF', '19 characters long: an access key id has 20'],
    ['AKIAIOSFODNN7ABCDEFGH', '21 characters long: an access key id has 20'],
    ['AKIA', '4 characters long: an access key id has 20'],
    ['AIDAIOSFODNN7ABCDEFG', 'an id that begins with AIDA is the id of an IAM user, not of an access key'],
    ['AROAIOSFODNN7ABCDEFG', 'an id that begins with AROA is the id of a role, not of an access key'],
    ['GeneratedFindingAccessKeyId', 'an access key id begins with AKIA, ASIA, ABIA or ACCA'],
    [' AKIAIOSFODNN7ABCDEFG', 'an access key id begins with AKIA, ASIA, ABIA or ACCA'],
    ['', 'an access key id is missing: the text is empty'],
    [undefined, 'an access key id is text'],
    [['AKIAIOSFODNN7ABCDEFG'], 'an access key id is text'],
  ])('is told for %j', (text, reason) => {
    expect(parseKeyId(text)).toEqual({ kind: 'not-a-key-id', reason });
    expect(isKeyId(text)).toBe(false);
  });
});
