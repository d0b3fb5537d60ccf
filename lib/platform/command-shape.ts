import { inert } from './plain-text.ts';

// Words that a shell takes as they are; in front no `=`, which zsh reads as the path of a command. What stands in
// single quotes is text to every shell.
const word = String.raw`(?:[\w+,.@:/%-][\w+=,.@:/%-]*|'[^'\p{C}\p{Z}]*(?: [^'\p{C}\p{Z}]+)*')`;
const shape = new RegExp(`^(?:aws|npm run -s tourniquet --)(?: ${word})+$`, 'u');

// The address of a queue is its name for SQS. Any other address a mail program would make a link of, or the AWS CLI
// would fetch.
const queueAddress = /https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/\d{12}\//g;

const longest = 1_000;

/** Whether people may be given this command to paste: one of AWS's or of ours, of words that no shell reads more into. */
export const isSafeCommand = (command: string): boolean => {
  if (command.length > longest || !shape.test(command)) return false;
  const rest = command.replace(queueAddress, '');
  return inert(rest, longest) === rest;
};
