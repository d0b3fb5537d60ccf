import { redacted, redactRuns } from './redact-runs.ts';

/** Endings of the names under which secrets travel: `secretAccessKey`, `x-hub-signature-256`, `dbPassword`. */
const tellingEnding = [
  'secret(?:[-_. ]?access)?[-_. ]?key',
  'secret(?:[-_. ]?(?:string|binary|value))?',
  'token',
  'password|passwd|passphrase|pwd',
  'private[-_. ]?key(?:[-_. ]?pem)?',
  'api[-_. ]?key',
  'signature(?:[-_. ]?256)?',
  'authorization',
  '(?:set[-_])?cookie',
].join('|');

const telling = new RegExp(`(?:${tellingEnding})$`, 'i');

/** Tokens that only page through a list or make a call idempotent. */
const harmlessToken = /(?:next|page|pagination|continuation|client|request|idempotency)[-_. ]?token$/i;

/** Whether a value under this name is a secret, whatever it looks like. */
export const isTellingName = (name: string): boolean => telling.test(name) && !harmlessToken.test(name);

// Every repetition before a literal is bounded, so that hostile text costs linear time.
const namedValue = new RegExp(
  [
    String.raw`(?<![\w.-])(?<name>[\w.-]{0,48}(?:${tellingEnding}))`,
    String.raw`(?<between>\\{0,8}["']?\s{0,8}(?:=>?|:)\s{0,8})`,
    '(?!(?:null|true|false|undefined)\\b)',
    '(?:',
    String.raw`(?<quote>\\{0,8}["'])(?:(?!\k<quote>)(?:[^\\]|\\.))*(?:\k<quote>)?`,
    '|',
    String.raw`(?:(?:bearer|basic|token|digest|aws4-hmac-sha256)\s{1,8})?[^\s&"'<>\\]+`,
    ')',
  ].join(''),
  'gis',
);

const inElement = new RegExp(`(<[\\w:.-]{0,48}(?:${tellingEnding})>)[^<]+`, 'gi');

/** Secrets that show themselves by their form, each with what stands there afterwards. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN[A-Z %20+]{0,60}PRIVATE[A-Z %20+]{0,12}KEY[\s\S]*?(?:-----END[^-]{0,80}-----|$)/g, redacted],
  // GitHub's prefixes for classic, OAuth, app (opaque or with a JWT inside) and fine-grained tokens.
  [/gh[pousr]_(?:[A-Za-z0-9]{30,}|\d{1,20}_ey)[\w.-]*|github_pat_\w{20,}/g, redacted],
  [/eyJ[\w-]{5,300}\.[\w-]{5,}(?:\.[\w-]*){0,3}/g, redacted],
  [/(sha(?:1|256))=[0-9a-f]{16,}/gi, `$1=${redacted}`],
  // How the session tokens of STS begin; also when only their beginning was written down.
  [/(?:FwoG|IQoJ|AQoD)[A-Za-z0-9+/]{12,}={0,2}/g, redacted],
  [/(:\/\/[^\s/:@?#]{0,80}):[^\s/@?#]{1,256}@/g, `$1:${redacted}@`],
  [/\b(bearer)\s{1,8}(?=\S*\d)[\w.~+/=-]{8,}/gi, `$1 ${redacted}`],
];

const redactNamed = (text: string): string =>
  text.replaceAll(namedValue, (whole, ...rest) => {
    const { name, between, quote } = rest.at(-1);
    if (!isTellingName(name)) return whole;
    return `${name}${between}${quote ?? ''}${redacted}${quote ?? ''}`;
  });

/** Replaces secrets in text as it stands; encodings are the caller's affair. Linear in the length of the text. */
export const redactPatterns = (text: string): string => {
  const shaped = forms.reduce((left, [form, instead]) => left.replaceAll(form, instead), text);
  return redactRuns(redactNamed(shaped.replaceAll(inElement, `$1${redacted}`)));
};
