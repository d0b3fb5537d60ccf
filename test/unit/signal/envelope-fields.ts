type Json = Record<string, unknown>;

/** A copy of an event with one field set by its path (`detail.findings.0.Id`), or without it for undefined. */
export const withField = (event: object, path: string, value: unknown): Json => {
  const copy: Json = structuredClone({ ...event });
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const parent = steps.reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy);
  if (value === undefined) Reflect.deleteProperty(Object(parent), last);
  else Reflect.set(Object(parent), last, value);
  return copy;
};

/** What may stand where a field is expected: absent, empty, of a wrong type, or made to break something. */
export const wrongValues: readonly (readonly [string, unknown])[] = [
  ['missing', undefined],
  ['null', null],
  ['empty text', ''],
  ['a number', 7],
  ['true', true],
  ['an empty list', []],
  ['a list of null', [null]],
  ['an object', {}],
  ['a line break', 'AKIAY34FZKBOKMUTVV7A\nBcc: everybody@example.com'],
  ['markup', '<script>alert(1)</script>'],
  ['a path', '../../../../etc/passwd'],
  ['__proto__', '__proto__'],
  ['controls and lone surrogates', '\u0000\u202e\ud800'],
  ['a very long text', 'A'.repeat(200_000)],
];
