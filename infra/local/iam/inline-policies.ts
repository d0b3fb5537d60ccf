import type { Operation } from '../contract.ts';
import { parsePolicy } from '../policy/document.ts';
import type { Entity } from './entities.ts';
import { noSuchEntity } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { checkInline } from './quotas.ts';
import { about, aboutPermissions, changeableOf, type Subject, subjectOf } from './subject.ts';

interface Input {
  PolicyName: string;
}

/** Put, Get, Delete and List of the policies that are part of a user, role or group. */
export const inlinePolicies = <T extends Entity>(subject: Subject<T>): Record<string, Operation> => {
  const { label, kind, collection } = subject;

  const documentOf = (entity: T, name: string): string => {
    const document = entity.inline.get(name);
    if (document === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
    return document;
  };

  const put: Operation = {
    readOnly: false,
    ...aboutPermissions(subject),
    run(input: Input & { PolicyDocument: string }, call) {
      const entity = changeableOf(subject, input, call);
      parsePolicy(input.PolicyDocument, 'identity');
      checkInline(kind, entity, input.PolicyName, input.PolicyDocument);
      const inline = new Map(entity.inline).set(input.PolicyName, input.PolicyDocument);
      collection.update(entity.id, (known) => ({ ...known, inline }));
      return {};
    },
  };

  const get: Operation = {
    readOnly: true,
    ...about(subject),
    run(input: Input, call) {
      const entity = subjectOf(subject, input, call);
      const document = documentOf(entity, input.PolicyName);
      // IAM answers with the document percent-encoded (RFC 3986).
      return {
        [`${label}Name`]: entity.name,
        PolicyName: input.PolicyName,
        PolicyDocument: encodeURIComponent(document),
      };
    },
  };

  const remove: Operation = {
    readOnly: false,
    ...aboutPermissions(subject),
    run(input: Input, call) {
      const entity = changeableOf(subject, input, call);
      documentOf(entity, input.PolicyName);
      const inline = new Map(entity.inline);
      inline.delete(input.PolicyName);
      collection.update(entity.id, (known) => ({ ...known, inline }));
      return {};
    },
  };

  const list: Operation = {
    readOnly: true,
    ...about(subject),
    run(input: PageInput, call) {
      const names = [...subjectOf(subject, input, call).inline.keys()];
      const { shown, ...rest } = page(names, (name) => name, input);
      return { PolicyNames: shown, ...rest };
    },
  };

  return {
    [`Put${label}Policy`]: put,
    [`Get${label}Policy`]: get,
    [`Delete${label}Policy`]: remove,
    [`List${label}Policies`]: list,
  };
};
