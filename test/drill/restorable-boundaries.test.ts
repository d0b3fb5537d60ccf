import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import {
  githubMessage,
  newVictim,
  noLimits,
  setTheStageForContain,
  standingOf,
  stopped,
  type Victim,
} from './helpers.ts';

const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';

let stage: Stage;
let victim: Victim;
beforeAll(async () => {
  stage = await setTheStageForContain({ rules: { ...noLimits, restorableBoundaries: [] } });
  victim = await newVictim(stage, { full: true });
  stage.aws.sqs.send(stage.deployed.signalsQueueArn, githubMessage(stage, victim));
  await stage.aws.host.idle();
});
afterAll(() => stage.close());

const restore = () =>
  stage.aws.host.invoke('tourniquet-restore', { accessKeyId: victim.key.accessKeyId, force: true });

const boundaryOf = async () => {
  const { User } = await stage.aws.administer('iam', 'GetUser', { UserName: victim.userName });
  return User.PermissionsBoundary?.PermissionsBoundaryArn;
};

it('a boundary that no rule lists is for a person to set back, and then the restore goes on', async () => {
  expect(await standingOf(stage, victim)).toEqual(stopped);
  const refused = await restore();
  expect(refused.functionError).toBeDefined();
  const command = `aws iam put-user-permissions-boundary --user-name ${victim.userName} --permissions-boundary ${boundary}`;
  expect(refused.payload).toContain(command);
  expect(await standingOf(stage, victim)).toEqual(stopped);

  await stage.aws.administer('iam', 'PutUserPermissionsBoundary', {
    UserName: victim.userName,
    PermissionsBoundary: boundary,
  });
  const { functionError, payload } = await restore();
  expect(functionError, payload).toBeUndefined();
  expect(JSON.parse(payload)).toMatchObject({ status: 'restored' });
  expect(await boundaryOf()).toBe(boundary);
  expect(await standingOf(stage, victim)).toEqual({ key: 'Active', denied: false });
});

it('what the code refuses the role of the function may not do either', async () => {
  const { EvaluationResults } = await stage.aws.administer('iam', 'SimulatePrincipalPolicy', {
    PolicySourceArn: `arn:aws:iam::${stage.deployed.accountId}:role/tourniquet-restore`,
    ActionNames: ['iam:PutUserPermissionsBoundary', 'iam:DeleteUserPermissionsBoundary'],
    ResourceArns: [`arn:aws:iam::${stage.deployed.accountId}:user/${victim.userName}`],
    ContextEntries: [
      {
        ContextKeyName: 'iam:PermissionsBoundary',
        ContextKeyValues: [boundary],
        ContextKeyType: 'string',
      },
    ],
  });
  const decisions = EvaluationResults.map(({ EvalDecision }: { EvalDecision: string }) => EvalDecision);
  expect(decisions).toEqual(['implicitDeny', 'implicitDeny']);
});
