import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeStackName } from '#infra/cloud/build-app.ts';
import { Interrupted } from '#infra/cloud/deploy/asked/terminal.ts';
import { DeployError } from '#infra/cloud/deploy/deploy-error.ts';
import { SettingsError } from '#infra/cloud/settings/settings-error.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { clientsOf, newDeployer, newFolder, type Played, play } from './deploying.ts';

const account = '111122223333';
let aws: EmbeddedAws;
let clientsIn: ReturnType<typeof clientsOf>;

const bootstrap = (region: string, Value = '30') =>
  aws.administerIn(account, region)('ssm', 'PutParameter', {
    Name: '/cdk-bootstrap/hnb659fds/version',
    Type: 'String',
    Value,
    Overwrite: true,
  });

beforeAll(async () => {
  aws = await startEmbeddedAws({
    organization: { id: 'o-a1b2c3d4e5', managementAccountId: account, scps: {} },
  });
  clientsIn = clientsOf(aws.url, await newDeployer(aws));
  await Promise.all([bootstrap('eu-central-1'), bootstrap('us-east-1')]);
});
afterAll(() => aws.close());

const saysOf = ({ ended }: Played): string => (ended instanceof Error ? ended.message : String(ended));
const answers = ['security@example.com', '', '', '', 'y', '', ''];
const outputs = {
  [homeStackName]: {
    WebhookUrl: 'https://abc.execute-api.eu-central-1.amazonaws.com/webhooks/github',
    WebhookSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:tourniquet/webhook-x',
    GithubAppSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:tourniquet/github-app-x',
  },
};

it('asks once, shows what will be there, deploys that, and says what comes next', async () => {
  const config = path.join(newFolder(), 'c.json');
  let listed = '';
  const first = await play(
    { config },
    {
      clientsIn,
      answers: [...answers, 'y'],
      outputs,
      synthesized: true,
      // The command line that is pinned understands what is handed to it, and finds the stacks in it.
      onCdk: (assembly) => {
        listed = spawnSync(
          process.execPath,
          ['node_modules/aws-cdk/bin/cdk', 'list', '--app', assembly, '--no-notices'],
          {
            encoding: 'utf8',
          },
        ).stdout;
      },
    },
  );
  expect(first.ended).toBe(true);
  expect(
    listed
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(['Tourniquet', 'Tourniquet-forwarding-us-east-1']);
  expect(first.said).toContain(`Account ${account}, as arn:aws:iam::${account}:user/deployer`);
  expect(first.said).toContain('This is the management account');
  expect(first.said).toMatch(/eu-central-1: stack Tourniquet\n +6 functions, 6 roles, /);
  expect(first.said).toContain('us-east-1: stack Tourniquet-forwarding-us-east-1');
  expect(first.said).toMatch(/tourniquet-contain\n[\s\S]*attach to users: AWSDenyAll and nothing else/);
  expect(first.said).toContain('Mode observe');
  expect(first.said).toContain(`Webhook: ${outputs[homeStackName]?.WebhookUrl}`);
  expect(first.said.split('\n').filter((line) => /^\d\. /.test(line))).toHaveLength(3);

  const second = await play({ config, yes: true }, { clientsIn, outputs });
  expect(second.ended).toBe(true);
  expect(second.said).not.toContain('?');
}, 60_000);

it('writes nothing but the configuration, and leaves no folder of what was deployed', async () => {
  const folder = newFolder();
  const { cdkRuns } = await play(
    { config: path.join(folder, 'c.json') },
    { clientsIn, answers: [...answers, 'y'] },
  );
  expect(readdirSync(folder)).toEqual(['c.json']);
  expect(cdkRuns.map((run) => existsSync(run))).toEqual([false]);
});

it.each([['n'], ['']])('is not deployed when the answer is %j', async (answer) => {
  const config = path.join(newFolder(), 'c.json');
  const { ended, cdkRuns } = await play({ config }, { clientsIn, answers: [...answers, answer] });
  expect(ended).toBe(false);
  expect(cdkRuns).toEqual([]);
});

it('Ctrl-C in the questions leaves nothing, and at the last one the whole configuration', async () => {
  const folder = newFolder();
  for (let asked = 0; asked < answers.length; asked += 1) {
    const { ended } = await play(
      { config: path.join(folder, 'c.json') },
      { clientsIn, answers: answers.slice(0, asked) },
    );
    expect(ended).toBeInstanceOf(Interrupted);
  }
  expect(readdirSync(folder)).toEqual([]);
  const { ended, cdkRuns } = await play(
    { config: path.join(folder, 'c.json') },
    { clientsIn, answers: [...answers] },
  );
  expect([ended instanceof Interrupted, cdkRuns]).toEqual([true, []]);
  expect(JSON.parse(readFileSync(path.join(folder, 'c.json'), 'utf8'))).toMatchObject({
    github: {},
    mode: 'observe',
  });
});

const written = (value: unknown): string => {
  const file = path.join(newFolder(), 'c.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};
const least = { mail: ['security@example.com'], region: 'eu-central-1' };

it('adds what only it can make to a configuration, once, and only where it can be kept', async () => {
  const config = written({ ...least, github: {}, accounts: ['444455556666'] });
  const before = readFileSync(config, 'utf8');
  const pipeline = await play({ config, yes: true }, { clientsIn });
  expect(pipeline.ended).toBeInstanceOf(SettingsError);
  expect(saysOf(pipeline)).toMatch(/memberExternalId: is missing[\s\S]*deployedAt: is missing/);
  expect(readFileSync(config, 'utf8')).toBe(before);

  const person = await play({ config, yes: true }, { clientsIn, answers: [] });
  expect(person.said).toContain('memberExternalId, deployedAt');
  const completed = readFileSync(config, 'utf8');
  expect(JSON.parse(completed)).toMatchObject({
    memberExternalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    deployedAt: expect.stringMatching(/Z$/),
  });
  expect((await play({ config, yes: true }, { clientsIn })).ended).toBe(true);
  expect(readFileSync(config, 'utf8')).toBe(completed);
});

it.each<[string, unknown, RegExp]>([
  ['a typo', { ...least, acounts: [] }, /acounts: is no setting: did you mean accounts\?/],
  ['no mail', { region: 'eu-central-1' }, /mail: is missing/],
  ['no JSON', '{', /is not JSON/],
  ['null for accounts', { ...least, accounts: null }, /accounts: must be/],
])('refuses %s with the name of the field', async (_, value, says) => {
  for (const mode of [{}, { answers: [] }]) {
    const played = await play({ config: written(value), yes: true }, { clientsIn, ...mode });
    expect(saysOf(played)).toMatch(says);
    expect(played.cdkRuns).toEqual([]);
  }
});

it('in a pipeline names what is missing instead of asking', async () => {
  const nothing = await play({ config: path.join(newFolder(), 'c.json'), yes: true }, { clientsIn });
  expect(saysOf(nothing)).toMatch(/nobody at a terminal[\s\S]*mail: is missing[\s\S]*region: is missing/);
  const noYes = await play({ config: written(least) }, { clientsIn });
  expect(saysOf(noYes)).toContain('add --yes');
  expect([nothing, noYes].map(({ ended }) => (ended as DeployError).exitCode)).toEqual([2, 2]);
});

it('as a command: what is missing is told on stderr, with exit code 2 and without a trace', () => {
  const config = path.join(newFolder(), 'c.json');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['infra/cloud/deploy/run.ts', '--config', config, '--yes'],
    { encoding: 'utf8', input: '' },
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/mail: is missing/);
  expect(stderr).not.toMatch(/^ +at /m);
});

it('names the Regions that are not bootstrapped, with the command', async () => {
  await bootstrap('us-east-1', '5');
  const config = written({ ...least, guardDutyRegions: ['us-east-1', 'eu-west-3'] });
  const { ended, cdkRuns } = await play({ config, yes: true }, { clientsIn });
  await bootstrap('us-east-1');
  expect(ended).toBeInstanceOf(DeployError);
  expect(saysOf({ ended, said: '', cdkRuns })).toMatch(
    /us-east-1 was bootstrapped by an old CDK \(version 5\)\neu-west-3 is not bootstrapped[\s\S]*cdk bootstrap aws:\/\/111122223333\/us-east-1 aws:\/\/111122223333\/eu-west-3\n/,
  );
  expect(cdkRuns).toEqual([]);
});

it('says what to do when the credentials are no good', async () => {
  const strange = clientsOf(aws.url, { accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ', secretAccessKey: 'wrong' });
  const played = await play({ config: written(least), yes: true }, { clientsIn: strange });
  expect(saysOf(played)).toMatch(/AWS does not say whose credentials these are .*Sign in/);
  expect(saysOf(played)).not.toContain('wrong');
});
