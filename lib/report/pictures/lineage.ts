import type { KnownCredential } from '#lib/investigation/investigation.ts';
import type { Case } from '../case.ts';
import { descendantsIn, idOf, whatItIs } from '../credential-words.ts';
import type { Html } from '../html.ts';
import { amount, grouped } from '../layout.ts';
import { pressing } from '../lineage/chosen.ts';
import { fateInMail, talliedFates } from '../verdict-words.ts';
import { figure } from './figure.ts';
import { drawLineage } from './lineage/draw.ts';
import { lineageRows } from './lineage/rows.ts';
import { standingOf } from './lineage/words.ts';
import { countable } from './measure.ts';
import { beyond, table } from './table.ts';

const inTable = 40;

/** What came from the leaked credential: a tree with what each did and what is true of it now. */
export const lineagePicture = (kase: Case): Html | undefined => {
  const { credentials } = kase.found;
  if (credentials.length === 0) return undefined;
  const rows = lineageRows(credentials);
  return figure({
    name: 'lineage',
    title: 'What came from it',
    desc: described(credentials),
    wide: drawLineage(rows, kase, 'wide'),
    narrow: drawLineage(rows, kase, 'narrow'),
    caption:
      'Each hangs below the one that issued it: by a solid line where that is certain, by a dashed one where it is inferred. Of a hollow dot no call is known.',
    alternative: [credentialTable(kase), beyond(credentials.length - inTable, 'more credential')],
  });
};

const described = (credentials: readonly KnownCredential[]): string => {
  const came = descendantsIn(credentials);
  if (came.length === 0) return 'Nothing came from the leaked credential, as far as is known.';
  const inferred = came.filter(({ certain }) => !certain).length;
  const links = inferred > 0 ? `, ${grouped(inferred)} of them by inference` : '';
  return `A tree: ${amount(came.length, 'credential')} came from the leaked one${links}: ${talliedFates(
    came.map(({ verdict }) => verdict),
    fateInMail,
  )}.`;
};

const credentialTable = (kase: Case): Html =>
  table(
    'What came from it',
    [
      { head: 'Credential' },
      { head: 'What' },
      { head: 'Issued by' },
      { head: 'Link' },
      { head: 'Calls', number: true },
      { head: 'Failed', number: true },
      { head: 'Now' },
    ],
    pressing(kase.found.credentials)
      .slice(0, inTable)
      .map((credential) => {
        const now = standingOf(credential, kase.incident);
        return [
          idOf(credential),
          whatItIs(credential),
          credential.issuedBy === null ? 'it is what leaked' : idOf({ id: credential.issuedBy }),
          credential.certain ? 'certain' : 'inferred',
          grouped(countable(credential.events)),
          grouped(countable(credential.failed)),
          now ? [now.word, now.how].filter((words) => words !== '').join(', ') : 'not known',
        ];
      }),
  );
