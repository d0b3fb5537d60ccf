import { expect, it } from 'vitest';
import { BadRequest, namingField } from '#lib/platform/bad-request.ts';

it.each([
  ['accessKeyId', 'an access key id is text', 'accessKeyId: an access key id is text'],
  ['accessKeyId', 'accessKeyId: an access key id is text', 'accessKeyId: an access key id is text'],
  ['body', 'body is not JSON', 'body is not JSON'],
  ['body', 'bodyguard is unknown', 'body: bodyguard is unknown'],
  ['body', 'body-parts are unknown', 'body: body-parts are unknown'],
  ['dryrun', '"dryrun" is not a field', '"dryrun" is not a field'],
  ['detail.a', 'detail.a must be text', 'detail.a must be text'],
  ['detail.a', 'detailXa must be text', 'detail.a: detailXa must be text'],
  ['a[0](', 'a[0]( must be text', 'a[0]( must be text'],
])('the field %s is named once in: %s', (field, reason, said) => {
  expect(namingField(field, reason)).toBe(said);
  expect(new BadRequest(field, reason)).toMatchObject({ name: 'BadRequest', field, message: said });
});
