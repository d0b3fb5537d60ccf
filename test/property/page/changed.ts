/** Texts that are no stranger's: they say which of a few things something is. */
const ours = new Set(
  [
    'access-key role-session session-token federation-token root-session console-session login-profile service-specific',
    'contain waits covered expired cannot found contradicted not-found',
    'contained partly-contained not-contained observed not-ours protected restored',
    'planned done already failed skipped refused',
    'github guardduty health quarantine securityhub scanner manual lineage proven claimed contradicted',
    'event-bus ops-center security-hub chat html-mail',
    'lookup-events files athena usual shared foreign report foreign-use asked unknown',
    'deactivate-key deny-user bound-user deny-session deny-role bound-role user role root console',
  ].flatMap((words) => words.split(' ')),
);

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);

type Change = (text: string, name: string) => string;

const walk = (value: unknown, change: Change, name: string): unknown => {
  if (typeof value === 'string') return ours.has(value) || isTime(value) ? value : change(value, name);
  if (Array.isArray(value)) return value.map((each) => walk(each, change, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, walk(each, change, field)]));
};

/**
 * The same thing with every text in it changed that a stranger may have had a hand in.
 * @param change is given the name of the field as well
 */
export const changed = <T>(thing: T, change: Change): T => walk(thing, change, '') as T;
