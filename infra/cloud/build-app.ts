import { App, type AppProps } from 'aws-cdk-lib';
import type { Settings } from './settings/settings.ts';
import { HomeStack } from './stack/home-stack.ts';
import { loadSources } from './stack/sources.ts';

export const homeStackName = 'Tourniquet';

/** The CDK app of these settings: the home stack, and what forwards to it. */
export const buildApp = async (settings: Settings, props: AppProps = {}): Promise<App> => {
  const app = new App({ analyticsReporting: false, ...props });
  const sources = await loadSources(settings);
  new HomeStack(app, homeStackName, { settings, sources, env: { region: settings.region } });
  return app;
};
