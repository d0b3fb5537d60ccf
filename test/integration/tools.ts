import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import { cleanEnvironment, type Environment, run } from './processes.ts';

/** What a thief tries, by the name of the operation. */
export const acts = ['ListBuckets', 'ListUsers', 'RunInstances', 'GetSessionToken'] as const;
export type Act = (typeof acts)[number];

export interface Said {
  /** `allowed`, or AWS's error code. */
  code: string;
  message: string;
  /** What GetSessionToken gave. */
  session?: KeyPair;
}

/** Something that people speak to AWS with. */
export interface Tool {
  name: string;
  /** Whether this machine has it. */
  isHere(): Promise<boolean>;
  /** @param exported the lines of `tourniquet local` */
  attempt(tried: readonly Act[], key: KeyPair, exported: Environment): Promise<Record<string, Said>>;
}

interface Answer {
  Credentials?: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string };
}

const allowed = (answer: object): Said => {
  const { Credentials: given } = answer as Answer;
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = given ?? {};
  const session = { accessKeyId, secretAccessKey, sessionToken: given?.SessionToken ?? '' };
  return { code: 'allowed', message: '', ...(given && { session }) };
};

const shellOf = (exported: Environment, key: KeyPair): Environment =>
  cleanEnvironment({
    ...exported,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    ...(key.sessionToken && { AWS_SESSION_TOKEN: key.sessionToken }),
  });

const together = async (tried: readonly Act[], attempt: (act: Act) => Promise<Said>) =>
  Object.fromEntries(await Promise.all(tried.map(async (act) => [act, await attempt(act)] as const)));

const image = 'ami-0123456789abcdef0';

const sdk: Tool = {
  name: 'the SDK for JavaScript',
  isHere: async () => true,
  attempt: (tried, key, { AWS_ENDPOINT_URL = '', AWS_REGION = '' }) => {
    const { s3, iam, ec2, sts } = clientsFor(AWS_ENDPOINT_URL, AWS_REGION, key);
    const instance = { ImageId: image, MinCount: 1, MaxCount: 1 };
    const calls: Record<Act, () => Promise<object>> = {
      ListBuckets: () => s3.send(new ListBucketsCommand({})),
      ListUsers: () => iam.send(new ListUsersCommand({})),
      RunInstances: () => ec2.send(new RunInstancesCommand(instance)),
      GetSessionToken: () => sts.send(new GetSessionTokenCommand({})),
    };
    return together(tried, (act) =>
      calls[act]().then(allowed, ({ name, message }: Error) => ({ code: name, message })),
    );
  },
};

const commandLines: Record<Act, string[]> = {
  ListBuckets: ['s3api', 'list-buckets'],
  ListUsers: ['iam', 'list-users'],
  RunInstances: ['ec2', 'run-instances', '--image-id', image],
  GetSessionToken: ['sts', 'get-session-token'],
};

const awsCli: Tool = {
  name: 'AWS CLI',
  isHere: async () => (await run('aws', ['--version'], cleanEnvironment())).exitCode === 0,
  attempt: (tried, key, exported) =>
    together(tried, async (act) => {
      const command = [...commandLines[act], '--output', 'json'];
      const { exitCode, stdout, stderr } = await run('aws', command, shellOf(exported, key));
      if (exitCode === 0) return allowed(JSON.parse(stdout));
      const [, code = 'no AWS error', message = stderr] =
        /An error occurred \((\w+)\) when calling the \w+ operation: (.*)/.exec(stderr) ?? [];
      return { code, message };
    }),
};

const python = `
import boto3, json, sys
from botocore.exceptions import ClientError
calls = {
  'ListBuckets': lambda: boto3.client('s3').list_buckets(),
  'ListUsers': lambda: boto3.client('iam').list_users(),
  'RunInstances': lambda: boto3.client('ec2').run_instances(ImageId='${image}', MinCount=1, MaxCount=1),
  'GetSessionToken': lambda: boto3.client('sts').get_session_token(),
}
said = {}
for act in sys.argv[1:]:
  try:
    said[act] = {'answer': calls[act]()}
  except ClientError as error:
    said[act] = {'error': error.response['Error']}
print(json.dumps(said, default=str))
`;

type PythonSaid = { answer: object } | { error: { Code: string; Message: string } };

const boto3: Tool = {
  name: 'boto3',
  isHere: async () => (await run('python3', ['-c', 'import boto3'], cleanEnvironment())).exitCode === 0,
  attempt: async (tried, key, exported) => {
    const { stdout, stderr } = await run('python3', ['-c', python, ...tried], shellOf(exported, key));
    if (stdout === '') throw new Error(`python ended without an answer: ${stderr}`);
    const said: Record<string, PythonSaid> = JSON.parse(stdout);
    return Object.fromEntries(
      Object.entries(said).map(([act, each]) => [
        act,
        'answer' in each ? allowed(each.answer) : { code: each.error.Code, message: each.error.Message },
      ]),
    );
  },
};

export const tools = [sdk, awsCli, boto3] as const satisfies readonly Tool[];

/** The codes alone: what most cases are about. */
export const codesOf = (said: Record<string, Said>): Record<string, string> =>
  Object.fromEntries(Object.entries(said).map(([act, { code }]) => [act, code]));
