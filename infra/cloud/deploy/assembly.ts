import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildApp } from '../build-app.ts';
import type { Settings } from '../settings/settings.ts';
import type { Template } from '../template/template.ts';

export interface AssembledStack {
  name: string;
  region: string;
  template: Template;
  /** Folders of what the template refers to in the CDK's bucket, by the name that they get there (`<hash>.zip`). */
  assets: Readonly<Record<string, string>>;
}

export interface Assembly {
  /** What the CDK's command line deploys from. */
  folder: string;
  /** In the order in which they are deployed. */
  stacks: AssembledStack[];
}

interface AssetManifest {
  files: Record<
    string,
    { source: { path: string; packaging: string }; destinations: Record<string, { objectKey: string }> }
  >;
}

const assetsOf = (folder: string, stackName: string): Record<string, string> => {
  const file = path.join(folder, `${stackName}.assets.json`);
  const { files }: AssetManifest = JSON.parse(readFileSync(file, 'utf8'));
  return Object.fromEntries(
    Object.values(files)
      .filter(({ source }) => source.packaging === 'zip')
      .flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => [objectKey, path.join(folder, source.path)]),
      ),
  );
};

/**
 * Writes what is to be deployed into a folder: what is shown of it is what the CDK deploys afterwards.
 * @throws Error when a function was not built yet
 */
export const assemble = async (settings: Settings, folder: string): Promise<Assembly> => {
  const assembly = (await buildApp(settings, { outdir: folder })).synth();
  const stacks = assembly.stacks.map(({ stackName: name, environment: { region }, template }) => ({
    name,
    region,
    template,
    assets: assetsOf(folder, name),
  }));
  return { folder, stacks };
};
