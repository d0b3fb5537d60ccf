/**
 * Words for commands that people copy into a shell. What would not survive one as it is becomes the name of what
 * belongs there, in capitals.
 */

const wordOr =
  (fits: RegExp, placeholder: string) =>
  (text: string | null | undefined): string =>
    text && fits.test(text) ? text : placeholder;

/** An access key id. */
export const keyWord = wordOr(/^[A-Z0-9]{16,128}$/, 'KEY');

// IAM allows these characters in names (IAM user guide, "IAM and AWS STS quotas"). A word that begins with `-` would
// be taken for an option, and zsh puts a path in the place of one that begins with `=`.
const name = /^[\w+,.@][\w+=,.@-]{0,63}$/;
export const userWord = wordOr(name, 'USER');
export const roleWord = wordOr(name, 'ROLE');

/** Only for use inside of a JSON text: there it may begin as it likes. */
export const sessionWord = wordOr(/^[\w+=,.@-]{2,64}$/, 'SESSION');
export const roleIdWord = wordOr(/^AROA[A-Z0-9]{12,124}$/, 'ROLE_ID');

export const accountWord = wordOr(/^\d{12}$/, 'ACCOUNT');

/** The id of a service-specific credential. */
export const credentialWord = wordOr(/^[A-Z0-9]{16,128}$/, 'CREDENTIAL');

/** A JSON text as one word. Its values must be free of single quotes. */
export const jsonWord = (value: object): string => `'${JSON.stringify(value)}'`;
