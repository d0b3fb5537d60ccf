import type { Stage } from '#infra/local/drill/stage.ts';

export interface Told {
  topic: 'mail' | 'pages';
  subject: string;
  message: string;
}

/** @returns what people were told from now on, whenever it is asked */
export const toldSince = ({ aws, deployed }: Pick<Stage, 'aws' | 'deployed'>): (() => Told[]) => {
  const already = aws.sns.mailbox().length;
  return () =>
    aws.sns
      .mailbox()
      .slice(already)
      .map(({ topicArn, subject = '', message }) => ({
        topic: topicArn === deployed.pagesTopicArn ? 'pages' : 'mail',
        subject,
        message,
      }));
};

export const pagesOf = (told: readonly Told[]): Told[] => told.filter(({ topic }) => topic === 'pages');
export const mailsOf = (told: readonly Told[]): Told[] => told.filter(({ topic }) => topic === 'mail');
