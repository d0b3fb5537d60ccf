import type { Operation } from '../contract.ts';
import type { Entity } from './entities.ts';
import { limitExceeded } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { about, type Subject, subjectOf } from './subject.ts';

export interface Tag {
  Key: string;
  Value: string;
}

const mostTags = 50;

export const tagsFrom = (tags: Tag[] = []): ReadonlyMap<string, string> =>
  new Map(tags.map(({ Key, Value }) => [Key, Value]));

/** Keys of users and roles differ by more than case, or are the same (IAM user guide, "Tags for IAM resources"). */
const without = (tags: ReadonlyMap<string, string>, keys: readonly string[]): Map<string, string> => {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return new Map([...tags].filter(([key]) => !gone.has(key.toLowerCase())));
};

export const tagsOut = (tags: ReadonlyMap<string, string>): Tag[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value }));

/** `aws:RequestTag/<key>` and `aws:TagKeys`, for the operations that take tags. */
export const requestTags = (tags: Tag[] = []): Record<string, string | string[]> =>
  tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        'aws:TagKeys': tags.map(({ Key }) => Key),
      };

/** TagUser, UntagUser, ListUserTags, and the same for roles. */
export const tagging = <T extends Entity>(subject: Subject<T>): Record<string, Operation> => {
  const { resources, conditions } = about(subject);
  const change = (entity: T, tags: ReadonlyMap<string, string>) => {
    if (tags.size > mostTags)
      throw limitExceeded(`The number of tags has reached the maximum limit: ${mostTags}`);
    subject.collection.update(entity.id, (known) => ({ ...known, tags }));
    return {};
  };
  return {
    [`Tag${subject.label}`]: {
      readOnly: false,
      resources,
      conditions: (input, call) => ({ ...conditions(input, call), ...requestTags(input.Tags) }),
      run(input: { Tags: Tag[] }, call) {
        const entity = subjectOf(subject, input, call);
        const kept = without(
          entity.tags,
          input.Tags.map(({ Key }) => Key),
        );
        return change(entity, new Map([...kept, ...tagsFrom(input.Tags)]));
      },
    },
    [`Untag${subject.label}`]: {
      readOnly: false,
      resources,
      conditions: (input, call) => ({ ...conditions(input, call), 'aws:TagKeys': input.TagKeys ?? [] }),
      run(input: { TagKeys: string[] }, call) {
        const entity = subjectOf(subject, input, call);
        return change(entity, without(entity.tags, input.TagKeys));
      },
    },
    [`List${subject.label}Tags`]: {
      readOnly: true,
      resources,
      conditions,
      run(input: PageInput, call) {
        const tags = tagsOut(subjectOf(subject, input, call).tags);
        const { shown, ...rest } = page(tags, ({ Key }) => Key, input);
        return { Tags: shown, ...rest };
      },
    },
  };
};
