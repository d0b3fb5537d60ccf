import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildApp, homeStackName } from './build-app.ts';
import type { Settings } from './settings/settings.ts';
import type { Template } from './template/template.ts';

export { roleStatements, type Template } from './template/template.ts';

/**
 * The templates of these settings by the name of their stack, as JSON, to be looked at: the functions in them are
 * empty. Offline, within seconds.
 */
export const synthesizeAll = async (settings: Settings): Promise<Record<string, Template>> => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'tourniquet-synth-'));
  try {
    const app = await buildApp(settings, { outdir, bundles: 'placeholders' });
    return Object.fromEntries(app.synth().stacks.map(({ stackName, template }) => [stackName, template]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

/** The template of the home stack. */
export const synthesize = async (settings: Settings): Promise<Template> => {
  const template = (await synthesizeAll(settings))[homeStackName];
  if (!template) throw new Error(`no stack is called ${homeStackName}`);
  return template;
};
