import { isPlainLink } from '#lib/platform/plain-link.ts';
import { inert, moment } from '#lib/platform/plain-text.ts';
import type { Mail } from '../mail.ts';
import type { NoteRecord } from '../notes.ts';

/** How to contain the backlog, for the reader: the deployed function where its name is known. */
export interface BacklogWays {
  containFunction?: string;
  region?: string;
}

// SNS takes 256 KB (SNS API reference, Publish): some are left for the rest of the mail.
const mostBytes = 240_000;

const headline = (leaks: number): string =>
  `${leaks} older ${leaks === 1 ? 'leak waits' : 'leaks wait'} for your decision`;

const intro = (leaks: number): string[] => [
  `NOT CONTAINED: ${headline(leaks)}.`,
  'They were reported before Tourniquet was deployed, or too many came at once. Nothing was changed.',
];

const commands = ({ containFunction, region }: BacklogWays): string[] => {
  const where = region ? ` --region ${region}` : '';
  const payload = JSON.stringify({ backlog: true });
  return [
    'Contain all of them, with one command:',
    '  npm run -s tourniquet -- contain --backlog',
    ...(containFunction
      ? [
          `  aws lambda invoke --function-name ${containFunction}${where} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`,
        ]
      : []),
    'One of them:       npm run -s tourniquet -- contain KEY',
    'One is no leak:    npm run -s tourniquet -- dismiss KEY --reason TEXT --until 90d',
  ];
};

export const backlogPage = (leaks: number, ways: BacklogWays): Mail => ({
  subject: `NOT CONTAINED: ${headline(leaks)}`,
  body: [...intro(leaks), 'A mail lists them.', '', ...commands(ways)].join('\n'),
});

export const backlogMail = (notes: readonly NoteRecord[], ways: BacklogWays): Mail => {
  const shown = withinBytes(notes.map(entryOf));
  const hidden = notes.length - shown.length;
  return {
    subject: `NOT CONTAINED: ${headline(notes.length)}`,
    body: [
      ...intro(notes.length),
      '',
      ...commands(ways),
      '',
      ...shown,
      ...(hidden > 0 ? [`and ${hidden} more`] : []),
    ].join('\n'),
  };
};

const withinBytes = (entries: readonly string[]): string[] => {
  let bytes = 0;
  return entries.filter((entry) => {
    bytes += Buffer.byteLength(entry) + 1;
    return bytes <= mostBytes;
  });
};

const entryOf = ({ text, about, at }: NoteRecord): string => {
  if (!about?.accessKeyId) return `${moment(at)}  ${inert(text, 240)}`;
  const { accessKeyId, owner, where, url, reportedAt } = about;
  return [
    `${inert(accessKeyId, 128)}  ${owner ? inert(owner, 128) : 'owner not known'}  reported ${reportedAt ? moment(inert(reportedAt, 40)) : 'at an unknown time'}`,
    ...(where ? [`  ${inert(where, 200)}`] : []),
    ...(url ? [`  ${link(url)}`] : []),
  ].join('\n');
};

// A link that a person may click must be one: anything but a plain https address comes out inert.
const link = (url: string): string => (isPlainLink(url) ? url : inert(url, 300));
