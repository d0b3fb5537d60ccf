import type { Stage } from '#infra/local/drill/stage.ts';
import type { Thief } from '#infra/local/drill/thief.ts';
import { accountState } from './account-state.ts';
import type { Secret } from './find-secrets.ts';

/** What GitHub alone knows: the tokens that it issued, and the JWTs with which the App spoke. */
export interface GithubSecrets {
  tokens: readonly string[];
  jwts: readonly string[];
}

/** All that a thief has, kept here whatever becomes of it in AWS. */
const ofThief = ({ sessions, passwords }: Thief): Secret[] => [
  ...sessions.flatMap(({ secretAccessKey, sessionToken }) => [
    { name: 'a secret key that the thief took', value: secretAccessKey },
    ...(sessionToken ? [{ name: 'a token that the thief took', value: sessionToken }] : []),
  ]),
  ...passwords.map((value) => ({ name: 'a password that the thief set', value })),
];

const ofUsers = async ({ aws }: Stage): Promise<Secret[]> => {
  const { users } = await accountState(aws);
  return users.flatMap(({ user, keys: held }) =>
    held.map(({ AccessKeyId }: { AccessKeyId: string }) => ({
      name: `the secret key of ${user}`,
      value: aws.iam.state.keys.get(AccessKeyId)?.secret ?? '',
    })),
  );
};

const ofSessions = ({ aws }: Stage): Secret[] =>
  [...aws.iam.state.sessions.values()].flatMap(({ caller, secretAccessKey, sessionToken }) => [
    { name: `the secret key of a session of ${caller.arn}`, value: secretAccessKey },
    { name: `the token of a session of ${caller.arn}`, value: sessionToken },
  ]);

/** Every secret that there was: of users, of sessions (of the functions too), of the thief, the webhook and GitHub. */
export const secretsOf = async (
  stage: Stage,
  thief: Thief,
  webhookSecret: string,
  { tokens, jwts }: GithubSecrets,
): Promise<Secret[]> => [
  ...ofThief(thief),
  ...(await ofUsers(stage)),
  ...ofSessions(stage),
  { name: 'the webhook secret', value: webhookSecret },
  { name: 'the private key of the App', value: stage.github.app.privateKey },
  ...tokens.map((value) => ({ name: 'a token of an installation', value })),
  // The rest of a JWT is known to everybody: the signature is what nobody else can make.
  ...jwts.map((jwt) => ({ name: 'the signature of a JWT', value: jwt.split('.')[2] ?? '' })),
];
