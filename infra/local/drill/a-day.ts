import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { company } from '../scenario/company.ts';
import { clientsFrom } from './clients-from.ts';
import { showElsewhere } from './elsewhere.ts';
import { notContained } from './incident-checks.ts';
import { lineageOf, notListed, showLineage } from './lineage.ts';
import { heading, type Print } from './show.ts';
import type { Stage } from './stage.ts';
import type { Thief } from './thief.ts';
import { buildsPlace } from './workload.ts';

const looks = [
  ['5 minutes', 5 * 60],
  ['15 minutes', 10 * 60],
  ['1 hour', 45 * 60],
  ['24 hours', 23 * 60 * 60],
] as const;

const terminate = async ({ aws, keys }: Stage, instanceId: string): Promise<void> => {
  const [key] = keys['alice'] ?? [];
  if (!key) throw new Error('the scenario has no administrator with a key');
  const { ec2 } = clientsFrom({ ...buildsPlace, now: () => aws.clock.now() }, aws.url, company.region, key);
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
};

/** A person stops the instance; a day passes, and the investigation looks again. @returns what went wrong */
export const aDay = async (
  stage: Stage,
  print: Print,
  thief: Thief,
  ofWorkload: readonly string[],
): Promise<string[]> => {
  const { aws, deployed } = stage;
  heading(print, 'What came from the key, as CloudTrail shows it');
  const found = await lineageOf(stage);
  showLineage(print, found);
  const { instanceId = '' } = thief.made;
  heading(print, 'A day passes');
  print(`A person stops what keeps drawing new sessions, as the mail says: ${instanceId} is terminated.`);
  await terminate(stage, instanceId);
  let told = aws.sns.mailbox(deployed.mailTopicArn).length;
  for (const [when, seconds] of looks) {
    await aws.clock.advance(seconds * 1000);
    await aws.host.idle();
    const mails = aws.sns.mailbox(deployed.mailTopicArn).slice(told);
    told += mails.length;
    print(
      `  after ${when.padEnd(10)} ${mails.map(({ subject }) => subject).join('; ') || 'nothing new, no mail'}`,
    );
  }
  const incident = await stage.incidentOf(stage.leakedKey.accessKeyId);
  return [
    ...(incident ? await showElsewhere(stage, print, incident.incidentId) : []),
    ...notListed(found, thief, ofWorkload),
    ...notContained(incident, stage.leakedKey.accessKeyId),
    ...(aws.sns
      .mailbox(deployed.mailTopicArn)
      .some(({ subject = '' }) => /silent/i.test(subject) && !/NOT SILENT/.test(subject))
      ? []
      : ['no mail says after a day that nothing of the leak has acted since']),
  ];
};
