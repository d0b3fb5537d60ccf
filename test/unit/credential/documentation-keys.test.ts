import { expect, it } from 'vitest';
import { documentationKey } from '#lib/credential/documentation-keys.ts';

it.each([
  'AKIAIOSFODNN7EXAMPLE',
  'AKIAI44QH8DHBEXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'AKIAXXXXXXXXXXXXXXXX',
  'ASIA0000000000000000',
])('knows %s from documentation and says why', (accessKeyId) => {
  expect(documentationKey(accessKeyId)).toMatch(/documentation.*no account owns it/);
});

it.each(['AKIAIOSFODNN7EXAMPLF', 'AKIAEXAMPLEY34FZKBOK', 'ASIAY34FZKBOKMUTVV7A', 'AKIAXXXXXXXXXXXXXXXY'])(
  'takes %s for a key that may be real',
  (accessKeyId) => {
    expect(documentationKey(accessKeyId)).toBeUndefined();
  },
);
