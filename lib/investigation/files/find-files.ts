import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { inert } from '#lib/platform/plain-text.ts';
import { NothingReadable } from './nothing-readable.ts';
import { type ProblemName, problem } from './problems.ts';
import { codeOf } from './source.ts';

/** A file to read, or the place where one might be and why it cannot be read. */
export interface FoundFile {
  path: string;
  /** Pipes and devices give their bytes only once. */
  canOpenAgain: boolean;
  trouble?: { what: ProblemName; example?: string };
}

/** Stats behind all links, or why there are none. */
const statsOf = (place: string): Promise<Stats | string> => stat(place).catch(codeOf);

class Finder {
  readonly found: FoundFile[] = [];
  /** Paths behind all links: nothing is read twice, and no circle of links is walked for ever. */
  readonly #reached = new Set<string>();

  /** A path that somebody gave may be hidden or a pipe, unlike what is found in a folder. */
  async given(place: string): Promise<void> {
    const stats = await statsOf(place);
    if (stats === 'ENOENT' || stats === 'ENOTDIR')
      throw new NothingReadable(`there is no file or folder ${inert(place, 1_000)}`);
    if (typeof stats === 'string') this.#cannotBeRead(place, stats);
    else if (stats.isDirectory()) await this.#folder(place, true);
    // The path behind `/dev/fd/63`, a pipe, leads nowhere.
    else this.#file(place, await realpath(place).catch(() => path.resolve(place)), stats.isFile());
  }

  async #folder(place: string, isGiven = false): Promise<void> {
    const before = this.found.length;
    try {
      const real = await realpath(place);
      if (!this.#isNew(real)) return;
      const entries = (await readdir(place, { withFileTypes: true })).filter(
        ({ name }) => !name.startsWith('.'),
      );
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const inside = path.join(place, entry.name);
        if (entry.isFile()) this.#file(inside, path.join(real, entry.name), true);
        else await this.#inFolder(inside);
      }
    } catch (error) {
      this.#cannotBeRead(place, codeOf(error));
    }
    if (isGiven && this.found.length === before) this.#add(place, { what: problem.noFiles });
  }

  async #inFolder(place: string): Promise<void> {
    const stats = await statsOf(place);
    if (typeof stats === 'string') this.#cannotBeRead(place, stats);
    else if (stats.isDirectory()) await this.#folder(place);
    else if (stats.isFile()) this.#file(place, await realpath(place), true);
    // Nobody may ever write to a pipe that lies about in a folder.
    else this.#cannotBeRead(place, 'no file');
  }

  #file(place: string, real: string, canOpenAgain: boolean): void {
    if (this.#isNew(real)) this.found.push({ path: place, canOpenAgain });
  }

  #isNew(real: string): boolean {
    const { size } = this.#reached;
    return this.#reached.add(real).size > size;
  }

  #cannotBeRead(place: string, why: string): void {
    this.#add(place, { what: problem.unreadable, example: why });
  }

  #add(place: string, trouble: NonNullable<FoundFile['trouble']>): void {
    this.found.push({ path: place, canOpenAgain: false, trouble });
  }
}

/**
 * The files at these paths and in these folders, in the order given, those of a folder by name. Hidden ones inside of
 * folders are left out; what is reached by two ways is found once.
 * @throws NothingReadable when a path leads nowhere
 */
export const findFiles = async (paths: readonly string[]): Promise<FoundFile[]> => {
  const finder = new Finder();
  for (const each of paths) await finder.given(each);
  return finder.found;
};
