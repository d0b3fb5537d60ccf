import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp, homeStackName } from '#infra/cloud/build-app.ts';
import { acknowledged } from '#infra/cloud/nag/acknowledged.ts';
import { checkApp } from '#infra/cloud/nag/check.ts';
import { everything, example, least } from './settings-of.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tourniquet-checked-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settingsOf = { least, example, everything };
const bundles = { least: 'placeholders', example: 'built', everything: 'placeholders' } as const;

const synthesizeChecked = async (name: keyof typeof settingsOf): Promise<void> => {
  const app = await buildApp(settingsOf[name](), {
    outdir: path.join(folder, name),
    checked: true,
    bundles: bundles[name],
  });
  app.synth();
};

it.each(['least', 'everything'] as const)('cdk-nag finds nothing in %s that is not argued for', (name) =>
  synthesizeChecked(name),
);

it('cdk-nag is asked: what nobody argues for ends the synthesis', async () => {
  const app = await buildApp(least(), { outdir: path.join(folder, 'planted'), bundles: 'placeholders' });
  const home = app.node.findChild(homeStackName);
  if (!Stack.isStack(home)) throw new Error('there is no home stack');
  const role = new Role(home, 'Planted', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
  checkApp(app, home);
  expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Resource::\*\]/);
});

it('every acknowledged finding says more than that it is meant', () => {
  for (const { reason } of acknowledged) expect(reason.length).toBeGreaterThan(80);
});

it('cfn-lint finds nothing in the templates', async (ctx) => {
  if (spawnSync('cfn-lint', ['--version']).error) {
    console.log('skipped: no cfn-lint on this machine');
    return ctx.skip();
  }
  await synthesizeChecked('example');
  const templates = ['example', 'everything'].map((name) => path.join(folder, name, '*.template.json'));
  // W3005: the CDK writes DependsOn beside references that imply it.
  const { stdout, status } = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--', ...templates], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
}, 90_000);
