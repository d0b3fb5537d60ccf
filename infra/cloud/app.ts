import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildApp } from './build-app.ts';
import { readSettings } from './settings/settings.ts';
import { SettingsError } from './settings/settings-error.ts';

/**
 * `node infra/cloud/app.ts [--config tourniquet.config.json] [--or-example] [--out FOLDER]`: writes the templates, to
 * where the CDK says unless it is told otherwise. `--or-example` takes the settings of an example where there are none.
 * Exit 2: the settings are wrong; 1: a finding of cdk-nag, or a fault.
 */
const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'tourniquet.config.json' },
    'or-example': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const example = fileURLToPath(new URL('./settings/example.json', import.meta.url));

const settingsFile = (): string => {
  if (!values['or-example'] || existsSync(values.config)) return values.config;
  console.error(`${values.config} is not there: this is the example, ${example}`);
  return example;
};

try {
  const settings = readSettings(settingsFile());
  const app = await buildApp(settings, { checked: true, ...(values.out && { outdir: values.out }) });
  const { stacks } = app.synth();
  // Run by the CDK, it is the CDK that tells.
  if (values.out)
    console.log(`Written to ${values.out}: ${stacks.map(({ templateFile }) => templateFile).join(', ')}`);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(`${values.config} cannot be deployed:\n${error.message}`);
  process.exitCode = 2;
}
