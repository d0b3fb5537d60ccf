import { FileRecordStore } from '#lib/incident/file-records.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';

export interface SentMail {
  subject: string;
  body: string;
}

/** A topic that remembers what was published, and fails as long as it is told to. */
export const fakeTopic = () => {
  const sent: SentMail[] = [];
  const topic = {
    sent,
    failing: false,
    publish: async (mail: SentMail): Promise<void> => {
      if (topic.failing) throw new Error('SNS is down');
      sent.push(mail);
    },
  };
  return topic;
};

export const emptyRecords = async (): Promise<RecordStore> => new FileRecordStore(await temporaryFolder());
