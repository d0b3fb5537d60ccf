import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListServiceSpecificCredentialsCommand,
  NoSuchEntityException,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam';
import type { fakeAccount } from './fake-account.ts';

/** What else of a user IAM tells: when its keys were used, its console password, its service-specific credentials. */
export interface FakeExtras {
  /** By key id. */
  lastUsed: Record<string, Date>;
  console: { lastUsedAt: Date } | undefined;
  /** By `ACCA…` id. */
  services: Record<string, { status: string; createdAt: Date }>;
}

const noSuchEntity = () => new NoSuchEntityException({ message: 'not found', $metadata: {} });

/** Adds these to the user of a fake account: the answers follow from what is returned. */
export const withExtras = ({ mock, user }: ReturnType<typeof fakeAccount>): FakeExtras => {
  const extras: FakeExtras = { lastUsed: {}, console: undefined, services: {} };
  mock.on(GetAccessKeyLastUsedCommand).callsFake(async ({ AccessKeyId }) => {
    if (!(AccessKeyId in user.keys)) throw noSuchEntity();
    const LastUsedDate = extras.lastUsed[AccessKeyId];
    return {
      UserName: user.name,
      AccessKeyLastUsed: { ServiceName: LastUsedDate ? 's3' : 'N/A', Region: 'N/A', LastUsedDate },
    };
  });
  mock.on(GetLoginProfileCommand).callsFake(async ({ UserName }) => {
    if (!extras.console) throw noSuchEntity();
    return { LoginProfile: { UserName, CreateDate: new Date(0) } };
  });
  mock.on(GetUserCommand).callsFake(async ({ UserName }) => {
    if (UserName !== user.name) throw noSuchEntity();
    const PermissionsBoundary = user.boundary && { PermissionsBoundaryArn: user.boundary };
    const { id: UserId, arn: Arn } = user;
    const PasswordLastUsed = extras.console?.lastUsedAt;
    return { User: { UserName, UserId, Arn, PermissionsBoundary, PasswordLastUsed } };
  });
  mock.on(ListServiceSpecificCredentialsCommand).callsFake(async ({ UserName }) => {
    if (UserName !== user.name) throw noSuchEntity();
    return {
      ServiceSpecificCredentials: Object.entries(extras.services).map(([id, { status, createdAt }]) => ({
        ServiceSpecificCredentialId: id,
        ServiceName: 'bedrock.amazonaws.com',
        Status: status,
        CreateDate: createdAt,
      })),
    };
  });
  mock.on(UpdateServiceSpecificCredentialCommand).callsFake(async (input) => {
    const found = extras.services[input.ServiceSpecificCredentialId];
    if (!found || input.UserName !== user.name) throw noSuchEntity();
    found.status = input.Status;
    return {};
  });
  return extras;
};
