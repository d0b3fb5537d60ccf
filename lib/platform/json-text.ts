// C1 controls move a terminal's cursor as ESC does, bidi controls show a line in another order than it has:
// JSON.stringify escapes neither.
const unsafe = /[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A document as JSON that a terminal shows as it stands. Whoever parses it reads the same as without the escapes. */
export const jsonText = (document: unknown): string =>
  JSON.stringify(document, null, 2).replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
