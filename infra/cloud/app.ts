import { buildApp } from './build-app.ts';
import { readSettings } from './settings/settings.ts';
import { SettingsError } from './settings/settings-error.ts';

/** `node infra/cloud/app.ts [tourniquet.config.json]`: writes the templates to cdk.out, or where the CDK says. */
const [file = 'tourniquet.config.json'] = process.argv.slice(2);

try {
  const app = await buildApp(readSettings(file));
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(`${file} cannot be deployed:\n${error.message}`);
  process.exitCode = 2;
}
