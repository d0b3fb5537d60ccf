import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { underLock } from './file-lock.ts';
import { readJson, writeJson } from './json-file.ts';
import { expiryOf, fieldsOf, isLive, type RecordItem } from './record-item.ts';
import { recordFileName } from './record-key.ts';
import type { Fields, RecordKind, RecordStore } from './records.ts';

type Stored = RecordItem & { id: string };

/** Records as JSON files beside the incidents, `<folder>/records/<kind>/…json`: for the command line. */
export class FileRecordStore implements RecordStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  putOnce(kind: RecordKind, id: string, fields: Fields): Promise<boolean> {
    return this.#locked(kind, id, async (there) => {
      if (!there) await this.#write(kind, { id, fields, ...expiryOf(kind) });
      return !there;
    });
  }

  /** A field that is set to undefined is taken away. */
  set(kind: RecordKind, id: string, fields: Fields): Promise<void> {
    return this.#locked(kind, id, (there) =>
      this.#write(kind, { ...there, id, fields: { ...there?.fields, ...fields }, ...expiryOf(kind) }),
    );
  }

  async get(kind: RecordKind, id: string): Promise<Fields | undefined> {
    const item = await this.#read(this.#path(kind, id));
    return item && fieldsOf(item);
  }

  async remove(kind: RecordKind, id: string): Promise<void> {
    await this.#locked(kind, id, () => rm(this.#path(kind, id), { force: true }));
  }

  async list(kind: RecordKind): Promise<Record<string, Fields>> {
    const folder = this.#folderOf(kind);
    const names = (await namesIn(folder)).filter((name) => name.endsWith('.json'));
    const items = await Promise.all(names.map((name) => this.#read(join(folder, name))));
    return Object.fromEntries(items.flatMap((item) => (item ? [[item.id, fieldsOf(item)]] : [])));
  }

  admit(kind: 'brake' | 'burst', id: string, member: string, limit: number): Promise<boolean> {
    return this.#locked(kind, id, async (there) => {
      const { members = [], ...rest } = there ?? { id, fields: {}, ...expiryOf(kind) };
      if (members.includes(member)) return limit > 0;
      if (members.length >= limit) return false;
      await this.#write(kind, { ...rest, members: [...members, member] });
      return true;
    });
  }

  async #locked<T>(
    kind: RecordKind,
    id: string,
    work: (there: Stored | undefined) => Promise<T>,
  ): Promise<T> {
    const path = this.#path(kind, id);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return underLock(`${path}.lock`, async () => work(await this.#read(path)));
  }

  async #read(path: string): Promise<Stored | undefined> {
    const stored = await readJson<Stored>(path);
    return isLive(stored) ? stored : undefined;
  }

  #write(kind: RecordKind, item: Stored): Promise<void> {
    return writeJson(this.#path(kind, item.id), item);
  }

  #path(kind: RecordKind, id: string): string {
    return join(this.#folderOf(kind), `${recordFileName(id)}.json`);
  }

  #folderOf(kind: RecordKind): string {
    return join(this.#folder, 'records', kind);
  }
}

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    // Nothing was kept yet. Any other fault must not read as "there is nothing".
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};
