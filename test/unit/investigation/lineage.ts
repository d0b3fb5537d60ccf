import type { Json } from '#lib/investigation/detail.ts';
import type { Investigation, KnownCredential } from '#lib/investigation/investigation.ts';
import { investigateRecords, type OfflineQuestion } from '#lib/investigation/offline.ts';
import { office, roleSession, user } from '#test/fixtures/cloudtrail/callers.ts';

export const leaked = 'AKIAT3SKF7WXYQ2ZNM4B';
/** The leaked key, in the thief's hands. */
export const thief = user('ci', leaked);
/** Another user of the account, and another key of the same one: neither leaked. */
export const colleague = { ...user('dana', 'AKIAT3SKF7WXYDANAK5C'), ...office };
export const owner = { ...user('ci', 'AKIAT3SKF7WXYOWNER2D'), ...office };

/** Ids of sessions in these tests. */
export const [first, second, third] = [
  'ASIAT3SKF7WXYFIRST2A',
  'ASIAT3SKF7WXYSECND2B',
  'ASIAT3SKF7WXYTHIRD2C',
];
export const inDeploy = (session: string, id: string) => roleSession('deploy', session, id);

export const investigated = (records: Json[], more: Partial<OfflineQuestion> = {}): Investigation =>
  // As a file would hold them: without fields that are undefined.
  investigateRecords({ accessKeyId: leaked, ...more }, JSON.parse(JSON.stringify(records)));

type Link = Pick<KnownCredential, 'id' | 'kind' | 'issuedBy' | 'via' | 'certain'>;

/** What came from the leaked key, without what the lessons are not about, in the order of the ids. */
export const links = ({ credentials }: Investigation): Link[] =>
  credentials
    .slice(1)
    .map(({ id, kind, issuedBy, via, certain }) => ({ id, kind, issuedBy, via, certain }))
    .sort((one, other) => one.id.localeCompare(other.id));

export const linksOf = (records: Json[], more: Partial<OfflineQuestion> = {}): Link[] =>
  links(investigated(records, more));

export const found = ({ credentials }: Investigation, id: string): KnownCredential | undefined =>
  credentials.find((credential) => credential.id === id);

/** Every order in which a few records may come. */
export const ordersOf = (records: readonly Json[]): Json[][] =>
  records.length <= 1
    ? [[...records]]
    : records.flatMap((first, index) =>
        ordersOf(records.toSpliced(index, 1)).map((others) => [first, ...others]),
      );
