import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { KeyPair } from '../clients.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { clientsFrom } from './clients-from.ts';
import { assume } from './issued.ts';

/** Where the build that owns the leaked key runs, as CloudTrail has always seen it. */
export const buildsPlace = {
  sourceIp: '198.51.100.24',
  userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 aws-sdk-go-v2/1.39.3 os/linux lang/go#1.25.2',
} as const;

/** Under which name it takes the role, every day. */
export const buildsSession = 'deploy';

type World = Pick<EmbeddedAws, 'url' | 'home' | 'clock'>;

/**
 * One deployment of the rightful owner: takes the role, and looks with it at what stands.
 * @returns the access key id of its session
 * @throws the SDK's error where a call is refused
 */
export const deployOnce = async ({ url, home, clock }: World, key: KeyPair): Promise<string> => {
  const { accountId, region } = home;
  const place = { ...buildsPlace, now: () => clock.now() };
  const deployment = { accountId, role: 'deployment', sessionName: buildsSession };
  const session = await assume(clientsFrom(place, url, region, key), deployment);
  const { s3, ec2 } = clientsFrom(place, url, region, session);
  await s3.send(new ListBucketsCommand({}));
  await ec2.send(new DescribeInstancesCommand({}));
  return session.accessKeyId;
};

const day = 86_400_000;

/**
 * Lets the rightful owner of a key deploy once a day, and so moves the clock by as many days. Three calls a day.
 * @returns the access key ids of its sessions, which nobody may take for the thief's
 */
export const workFor = async (world: World, key: KeyPair, days: number): Promise<string[]> => {
  const sessions: string[] = [];
  for (let passed = 0; passed < days; passed++) {
    sessions.push(await deployOnce(world, key));
    await world.clock.advance(day);
  }
  return sessions;
};
