import { memberTemplate } from '#infra/cloud/member/template.ts';
import { Noted, type Value } from '#infra/cloud/member/value.ts';
import { isTemplate, type Json, type Template } from './template.ts';

const withoutNotes = (value: Value): Json => {
  if (value instanceof Noted) return withoutNotes(value.value);
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, withoutNotes(each)]));
};

/** What infra/cloud/member.yaml says (member.test.ts shows that it says the same). */
export const readMember = async (): Promise<Template> => {
  const { Parameters = {}, Conditions = {}, Resources = {} } = await memberTemplate();
  const template = withoutNotes({ Parameters, Conditions, Resources });
  if (isTemplate(template)) return template;
  throw new Error('the template has no resources');
};
