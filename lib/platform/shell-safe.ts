import { inert } from './plain-text.ts';

/** A name without colons. In front no dash, which the AWS CLI would take for an option, and no `=`, which zsh reads
 * as the path of a command. */
export const plainName = /^\w[\w+=,.@/-]*$/;
/** A name without a slash: one word of a command, whatever stands around it. */
export const plainWord = /^\w[\w+=,.@-]*$/;
/** A name or an ARN. */
export const plainReference = /^\w[\w+=,.@:/-]*$/;

/** As long as the longest ids of records are kept. */
const longest = 512;

/**
 * Whether a name that a stranger chose may become part of a command that people are given to type: no character that
 * a shell reads as more than text, nothing hidden, and no address that a mail program would make a link of (also not
 * `https://…`, which the AWS CLI would fetch).
 * @param shape what the name has to look like, from its start to its end
 */
export const shellSafe = (name: string | undefined, shape = plainName): name is string =>
  name !== undefined && shape.test(name) && inert(name, longest) === name;
