import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { createForwarding } from '#infra/cloud/forwarding/create.ts';
import type { DeployOptions } from '#infra/local/host/deploy-tourniquet.ts';
import { least } from '../settings-of.ts';
import { loadTemplate } from './load.ts';
import { isTemplate, type Template } from './template.ts';

type CreateForwarding = NonNullable<DeployOptions['createForwarding']>;

/** The templates of the stacks that forward the home account's own events, by their Region. */
export const forwardingTemplates = (
  homeRegion: string,
  guardDutyRegions: string[] = [],
): Map<string, Template> => {
  const app = new App({ analyticsReporting: false });
  const home = new Stack(app, 'Home', { env: { region: homeRegion } });
  new CfnWaitConditionHandle(home, 'Nothing');
  const settings = { ...least(), region: homeRegion, guardDutyRegions, pages: ['oncall@example.com'] };
  const stacks = createForwarding(app, home, settings);
  const assembly = app.synth();
  return new Map(
    stacks.map(({ region, artifactId }) => {
      const { template } = assembly.getStackArtifact(artifactId);
      if (!isTemplate(template)) throw new Error(`${artifactId} has no resources`);
      return [region, template];
    }),
  );
};

/** Forwards the home account's own events as the CDK deploys it. */
export const forwardByTemplate =
  (guardDutyRegions: string[]): CreateForwarding =>
  async (aws, { region: homeRegion }, accountId) => {
    for (const [region, template] of forwardingTemplates(homeRegion, guardDutyRegions))
      await loadTemplate(aws, template, { accountId, region });
  };
