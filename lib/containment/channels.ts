import { publish } from '#lib/aws/publish.ts';
import { sendMessage } from '#lib/aws/send-message.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { config } from '#lib/platform/config.ts';
import type { Channels } from './afterwards.ts';
import { deadLetterBody } from './dead-letter-body.ts';
import { note } from './notes.ts';
import { pager } from './pages.ts';
import { startInvestigation } from './start-investigation.ts';

/** The deployed system's channels: SNS topics, the signals queue, the investigate function, the daily digest. */
export const deployedChannels = (
  records: RecordStore,
): Channels & { keepDeadLetter(body: string): Promise<void> } => ({
  mail: (mail) => publish(config.mailTopicArn(), mail),
  page: pager({ records, publish: (mail) => publish(config.pagesTopicArn(), mail) }).send,
  note: async (about) => {
    await note(records, about);
  },
  investigate: (incident) => startInvestigation(config.investigateFunction(), incident),
  lookAgain: (incidentId, look, delaySeconds) =>
    sendMessage(
      config.signalsQueueUrl(),
      JSON.stringify({ kind: 'look-again', incidentId, look }),
      delaySeconds,
    ),
  keepDeadLetter: (body) => sendMessage(config.deadLettersQueueUrl(), deadLetterBody(body), 0),
  // Read when a mail is written: `restore` mails as well and does not have the setting.
  get undoWays() {
    const containFunction = config.containFunction();
    return {
      restoreFunction: config.restoreFunction(),
      ...(containFunction && { containFunction }),
      account: config.accountId(),
      region: config.region(),
    };
  },
});
