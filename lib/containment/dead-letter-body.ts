/** SQS takes messages of up to 1 MiB (SQS API reference, SendMessage). */
const largest = 1_048_576;
const cutMark = '\n[cut: the message is longer than SQS takes]';

// Any other character makes SQS refuse the message with InvalidMessageContents (ibid.).
const refused = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * A redacted message as SQS takes it. Redacting may lengthen a text, or decode what hid a secret: if SQS refused
 * the result, the message would come back until SQS itself moved it to the dead letters, with the secret in it.
 */
export const deadLetterBody = (redacted: string): string => {
  const bytes = Buffer.from(redacted.replaceAll(refused, '\ufffd'));
  if (bytes.length <= largest) return bytes.toString();
  const kept = bytes.subarray(0, largest - cutMark.length - 3).toString();
  // A character that was cut in two reads as one replacement character, which is three bytes long.
  return `${kept}${cutMark}`;
};
