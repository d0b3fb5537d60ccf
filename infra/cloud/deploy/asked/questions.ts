import type { settingsSchema, WrittenSettings } from '../../settings/schema.ts';

/** What is known of whoever deploys, to be proposed: nothing is taken without having been asked. */
export interface Suggestions {
  region?: string | undefined;
  organizationId?: string | undefined;
}

export type Field = Exclude<keyof typeof settingsSchema.shape, '$schema'>;

export interface Question {
  field: Field;
  text: string;
  /** What an empty answer stands for, as it would be typed; an empty text leaves the field out. Absent: it must be answered. */
  proposed?(suggestions: Suggestions, soFar: Partial<WrittenSettings>): string | undefined;
  /** The value that the field gets; undefined leaves it out. */
  read(answer: string): unknown;
  asked?(soFar: Partial<WrittenSettings>): boolean;
}

const list = (answer: string): string[] => answer.split(/[\s,]+/).filter(Boolean);
const word = (answer: string): string => answer;

const yes = /^(?:y|yes)$/i;
const no = /^(?:n|no)$/i;

/** @returns the text itself where it is neither, for the schema to refuse */
const yesOrNo = (answer: string): boolean | string => yes.test(answer) || (no.test(answer) ? false : answer);

export const isYes = (answer: string): boolean => yes.test(answer.trim());

/** What is asked once. Everything else has a default, and can be written into the file: docs/deploy.md. */
export const questions: readonly Question[] = [
  { field: 'mail', text: 'Mail addresses that are told of every incident:', read: list },
  {
    field: 'pages',
    text: 'Who is paged when a person must act: mail or https:// addresses',
    proposed: () => 'the same',
    read: (answer) => (answer === 'the same' ? undefined : list(answer)),
  },
  {
    field: 'region',
    text: 'Region that Tourniquet runs in, such as eu-central-1',
    proposed: ({ region }) => region,
    read: word,
  },
  {
    field: 'accounts',
    text: 'Other accounts that it answers for: their ids, organization, or none',
    proposed: () => 'none',
    read: (answer) => {
      if (/^none$/i.test(answer)) return [];
      return /^organization$/i.test(answer) ? 'organization' : list(answer);
    },
  },
  {
    field: 'organizationId',
    text: 'Id of the organization',
    asked: ({ accounts }) => accounts === 'organization',
    proposed: ({ organizationId }) => organizationId,
    read: word,
  },
  {
    field: 'github',
    text: 'GitHub secret scanning as a source: y or n',
    proposed: () => 'n',
    read: (answer) => {
      const answered = yesOrNo(answer);
      return answered === true ? {} : answered || undefined;
    },
  },
  {
    field: 'mode',
    text: 'observe (tells what it would do and changes nothing) or contain',
    proposed: () => 'observe',
    read: word,
  },
  {
    field: 'architecture',
    text: 'Processors of the functions: arm64 (cheaper) or x86_64',
    proposed: () => 'arm64',
    read: word,
  },
];
