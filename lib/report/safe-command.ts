import { inert } from '#lib/platform/plain-text.ts';

// Words that a shell takes as they are; in front no `=`, which zsh reads as the path of a command. What stands in
// single quotes is text to every shell.
const word = String.raw`(?:[\w+,.@:/%-][\w+=,.@:/%-]*|'[^'\p{C}\p{Z}]*(?: [^'\p{C}\p{Z}]+)*')`;
const shape = new RegExp(`^(?:aws|npm run -s tourniquet --)(?: ${word})+$`, 'u');

// The address of a queue is its name for SQS. Any other address a mail program would make a link of, or the AWS CLI
// would fetch.
const queueAddress = /https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/\d{12}\//g;

const longest = 1_000;

/**
 * A command that may be given to people to paste; undefined for what is none. Whoever built it has looked at the names
 * in it: this looks again at the whole, where it is told.
 */
export const safeCommand = (command: string | undefined): string | undefined => {
  if (command === undefined || command.length > longest || !shape.test(command)) return undefined;
  const rest = command.replace(queueAddress, '');
  return inert(rest, longest) === rest ? command : undefined;
};
