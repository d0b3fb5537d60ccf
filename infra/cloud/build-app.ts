import { App, type AppProps } from 'aws-cdk-lib';
import { createForwarding } from './forwarding/create.ts';
import { checkApp } from './nag/check.ts';
import type { Settings } from './settings/settings.ts';
import type { Bundles } from './stack/code.ts';
import { HomeStack } from './stack/home-stack.ts';
import { loadSources } from './stack/sources.ts';

export const homeStackName = 'Tourniquet';

export interface BuildOptions extends AppProps {
  /** Whether cdk-nag checks it when it is synthesized. */
  checked?: boolean;
  /** `built` by default. */
  bundles?: Bundles;
}

/** The CDK app of these settings: the home stack, and what forwards to it. */
export const buildApp = async (
  settings: Settings,
  { checked = false, bundles, ...props }: BuildOptions = {},
): Promise<App> => {
  const app = new App({ analyticsReporting: false, ...props });
  const sources = await loadSources(settings);
  const home = new HomeStack(app, homeStackName, {
    settings,
    sources,
    bundles,
    env: { region: settings.region },
    description: 'Tourniquet: stops leaked AWS credentials',
    // What is deleted by mistake answers no leak.
    terminationProtection: true,
  });
  createForwarding(app, home, settings);
  if (checked) checkApp(app, home);
  return app;
};
