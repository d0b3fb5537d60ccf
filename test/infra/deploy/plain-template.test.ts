import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assembly, assemble } from '#infra/cloud/deploy/assembly.ts';
import { DeployError } from '#infra/cloud/deploy/deploy-error.ts';
import { commandsOf } from '#infra/cloud/deploy/plain/commands.ts';
import type { PlainStack } from '#infra/cloud/deploy/plain/plain-template.ts';
import { writePlain } from '#infra/cloud/deploy/plain/write.ts';
import { actionsOf } from '#infra/cloud/deploy/policies/actions.ts';
import { policyFiles, templatePolicy } from '#infra/cloud/deploy/policies/policy.ts';
import { needsWords, rolesIn, words } from '#infra/cloud/deploy/shown/roles.ts';
import { resolverOf } from '#infra/cloud/template/resolve.ts';
import type { Resource } from '#infra/cloud/template/template.ts';
import { everything } from '../settings-of.ts';
import { mayDo, mayDoTo } from './policies.ts';
import { readZip } from './read-zip.ts';

let folder: string;
let out: string;
let assembly: Assembly;
let stacks: PlainStack[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-plain-'));
  out = path.join(folder, 'out');
  assembly = await assemble(everything({ guardDutyRegions: ['eu-west-3'] }), path.join(folder, 'assembly'));
  stacks = writePlain(assembly, out);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (stack: PlainStack): PlainStack['template'] =>
  JSON.parse(readFileSync(path.join(out, `${stack.name}.template.json`), 'utf8'));

const everyResource = (): [id: string, resource: Resource, stack: PlainStack][] =>
  stacks.flatMap((stack) =>
    Object.entries(written(stack).Resources).map(([id, resource]): [string, Resource, PlainStack] => [
      id,
      resource,
      stack,
    ]),
  );

describe('the plain template', () => {
  it('is that of the CDK but for where the code lies, and needs nothing of the CDK', () => {
    for (const { name, template } of assembly.stacks) {
      const plain = stacks.find((stack) => stack.name === name);
      for (const [id, { Metadata: _, ...resource }] of Object.entries(template.Resources)) {
        const { Metadata, ...found } = plain?.template.Resources[id] ?? { Type: 'none' };
        expect(Metadata).toBeUndefined();
        if (resource.Type !== 'AWS::Lambda::Function') expect(found).toEqual(resource);
        else {
          const { Code: _code, ...others } = resource.Properties;
          expect(found.Properties).toMatchObject(others);
        }
      }
    }
    const text = stacks.map((stack) => JSON.stringify(written(stack))).join('');
    expect(text).not.toMatch(/hnb659fds|BootstrapVersion|asset\./);
  });

  it('finds the code of each function in a zip, with the rules beside it', () => {
    const functions = everyResource().filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    expect(functions.length).toBe(8);
    for (const [, { Properties }] of functions) {
      const { S3Bucket, S3Key } = Properties.Code;
      expect(S3Bucket).toEqual({ Ref: 'ArtifactBucket' });
      const [, zipped = ''] = String(S3Key['Fn::Sub']).split('/');
      const held = readZip(readFileSync(path.join(out, 'functions', zipped)));
      expect([...held.keys()]).toEqual(expect.arrayContaining(['index.mjs', 'rules.json']));
    }
  });

  it('is the same again, byte by byte, over what an earlier run left', () => {
    const bytes = () =>
      readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => [name, readFileSync(path.join(parentPath, name), 'latin1')]);
    const before = bytes();
    writeFileSync(
      path.join(out, 'functions', 'tourniquet-contain-0123456789abcdef.zip'),
      'of an older build',
    );
    writePlain(assembly, out);
    expect(bytes()).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['assembly', 'out']);
  });

  it('takes no folder that holds anything else', () => {
    const mine = path.join(folder, 'assembly');
    expect(() => writePlain(assembly, mine)).toThrow(DeployError);
    expect(() => writePlain(assembly, mine)).toThrow(/manifest\.json/);
    expect(readdirSync(mine)).toContain('manifest.json');
  });

  it('comes with three commands and one for each further Region, in which every file is', () => {
    const commands = commandsOf(stacks);
    expect(commands).toHaveLength(4);
    const readme = readFileSync(path.join(out, 'README.md'), 'utf8');
    for (const command of commands) expect(readme).toContain(command);
    for (const [, file = ''] of commands.join('\n').matchAll(/--template-file (\S+)/g))
      expect(readdirSync(out)).toContain(file);
    expect(spawnSync('bash', ['-n'], { input: commands.join('\n') }).status).toBe(0);
  });

  it('is what cfn-lint finds nothing in', (ctx) => {
    if (spawnSync('cfn-lint', ['--version']).error) {
      console.log('skipped: no cfn-lint on this machine');
      return ctx.skip();
    }
    const policy = path.join(folder, 'policy.template.json');
    const managed = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: templatePolicy() } };
    writeFileSync(policy, JSON.stringify({ Resources: { Policy: managed } }));
    const { stdout } = spawnSync(
      'cfn-lint',
      ['--ignore-checks', 'W3005', '--', path.join(out, '*.template.json'), policy],
      { encoding: 'utf8' },
    );
    expect(stdout).toBe('');
  }, 60_000);
});

describe('what is shown before', () => {
  it('has words for every action that changes something', () => {
    const actions = everyResource()
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .flatMap(([, { Properties }]) => Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action }) => [Action].flat());
    expect([...new Set(actions)].filter(needsWords).filter((action) => !(action in words))).toEqual([]);
  });

  it('says to which policy a role is bound, and where to none', () => {
    const [home] = stacks;
    const roles = new Map(home && rolesIn(home).map(({ name, changes }) => [name, changes]));
    expect(roles.get('tourniquet-contain')).toContain('attach to users: AWSDenyAll and nothing else');
    expect(roles.get('tourniquet-revoke-sessions')).toContain('write inline policies of roles: any policy');
    expect(roles.get('tourniquet-restore')).toContain('detach from roles: AWSDenyAll and nothing else');
  });
});

describe('what deploying needs to be allowed', () => {
  it('every type of every template is covered', () => {
    for (const type of new Set(everyResource().map(([, { Type }]) => Type))) {
      expect(actionsOf[type], type).toBeDefined();
      for (const action of actionsOf[type] ?? []) expect(mayDo(action), action).toBe(true);
    }
  });

  it('allows it on the very names that the templates give', () => {
    const place = { partition: 'aws', accountId: '111122223333', given: { 'Key961B73FD.Arn': 'a-key' } };
    const named = [
      'SQS::Queue',
      'SNS::Topic',
      'DynamoDB::Table',
      'Events::EventBus',
      'Events::Rule',
      'Lambda::Function',
      'Logs::LogGroup',
      'S3::Bucket',
      'IAM::Role',
    ].map((type) => `AWS::${type}`);
    const seen = everyResource().filter(([, { Type }]) => named.includes(Type));
    expect(seen.length).toBeGreaterThan(40);
    for (const [id, { Type }, { template, region }] of seen) {
      const attribute = Type === 'AWS::SNS::Topic' ? 'TopicArn' : 'Arn';
      const arn = String(resolverOf(template, { ...place, region })({ 'Fn::GetAtt': [id, attribute] }));
      const asked = (actionsOf[Type] ?? []).filter((action) => !/^iam:PassRole$|^s3:GetObject$/.test(action));
      for (const action of asked)
        expect(mayDoTo(action, arn.replace(/:\*$/, '')), `${action} on ${arn}`).toBe(true);
    }
  });

  it('allows nothing that no type needs, and fits into the inline policies of a role', () => {
    const used = new Set(Object.values(actionsOf).flat());
    const extra = templatePolicy()
      .Statement.flatMap(({ Action }) => Action)
      .filter((action) => !used.has(action) && !action.startsWith('cloudformation:'));
    expect(extra).toEqual(['s3:PutObject']);
    // IAM quotas: 10,240 characters, white space not counted; a managed policy has 6,144.
    expect(JSON.stringify(templatePolicy()).length).toBeLessThanOrEqual(10_240);
  });

  it.each(Object.entries(policyFiles))('docs/policies/%s is up to date', (file, policy) => {
    const stands = JSON.parse(readFileSync(path.join('docs/policies', file), 'utf8'));
    expect(stands, 'run: node infra/cloud/deploy/policies/write.ts').toEqual(policy());
  });
});
