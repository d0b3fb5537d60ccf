import { synthesizeAll } from '#infra/cloud/synthesize.ts';
import { flattenDeep } from '#infra/cloud/template/flatten.ts';
import { type Resource, resourcesOf, type Template } from '#infra/cloud/template/template.ts';
import { everything, least } from './settings-of.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes
export type Flat = any;

export interface FlatResource {
  id: string;
  stack: string;
  Properties: Flat;
  resource: Resource;
}

/** The stacks of the least and of everything that can be deployed. */
export const both = ['least', 'everything'] as const;
export type Which = (typeof both)[number];

export interface FlatTemplates {
  home(settings: Which): Template;
  /** Every resource of a type in every stack, with its texts flattened. */
  all(settings: Which, type: string): FlatResource[];
}

export const flatTemplates = async (): Promise<FlatTemplates> => {
  const templates = { least: await synthesizeAll(least()), everything: await synthesizeAll(everything()) };
  return {
    home(settings) {
      const template = templates[settings]['Tourniquet'];
      if (!template) throw new Error(`${settings} was not synthesized`);
      return template;
    },
    all: (settings, type) =>
      Object.entries(templates[settings]).flatMap(([stack, template]) =>
        resourcesOf(template, type).map(([id, resource]) => ({
          id,
          stack,
          Properties: flattenDeep(resource.Properties ?? {}),
          resource,
        })),
      ),
  };
};
