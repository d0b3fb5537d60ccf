import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import type { Clients, KeyPair } from '../clients.ts';
import { pairOf } from './issued.ts';

/** A user who may do everything, with a key and a console password. */
export interface NewUser {
  userName: string;
  key: KeyPair;
  password: string;
}

export const makeUser = async ({ iam }: Clients): Promise<NewUser> => {
  const UserName = `support-${crypto.randomUUID().slice(0, 8)}`;
  const password = `Shift-${crypto.randomUUID()}`;
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  await iam.send(new CreateLoginProfileCommand({ UserName, Password: password }));
  return { userName: UserName, key: pairOf(AccessKey), password };
};

/** @returns the id of a new instance that holds the profile's role */
export const startInstance = async ({ ec2 }: Clients, profile: string): Promise<string> => {
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0a1b2c3d',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: profile },
    }),
  );
  if (!instance?.InstanceId) throw new Error('RunInstances started nothing');
  return instance.InstanceId;
};
