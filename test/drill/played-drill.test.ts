import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runDrill, sourceNames } from '#infra/local/drill/drill.ts';

const root = join(import.meta.dirname, '../..');
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const play = async (source: (typeof sourceNames)[number]) => {
  const folder = await mkdtemp(join(tmpdir(), 'played-drill-'));
  folders.push(folder);
  const lines: string[] = [];
  const { problems } = await runDrill({ print: (line) => lines.push(line), folder, source });
  return { problems, lines, folder, text: lines.join('\n') };
};

/** Every incident that a drill left in its folder. */
const incidentsIn = async (folder: string) => {
  const names = (await readdir(folder)).filter((name) => name.startsWith('incident-'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => JSON.parse(text));
};

describe('the drill that a newcomer plays', () => {
  // Side by side: LookupEvents keeps the day of GitHub's waiting, in real time, for most of a minute.
  it.concurrent.for(sourceNames)(
    '%s: the leak is contained and the thief refused',
    { timeout: 300_000 },
    async (source) => {
      const { problems, lines, folder, text } = await play(source);
      expect(problems, text).toEqual([]);
      expect(text).toContain('THE USER IS DENIED');
      expect(text).toContain('The drill passed');
      // One screen and a half; the quarantine is a story in two parts, and GitHub's goes on for a day.
      expect(lines.length).toBeLessThanOrEqual({ quarantine: 84, github: 142 }[source as string] ?? 76);
      const incidents = await incidentsIn(folder);
      expect(incidents.filter(({ descendantOf }) => descendantOf === undefined)).toHaveLength(2);
      const leaked = incidents.find(({ principal }) => principal.name === 'deploy-bot');
      const reporters = source === 'quarantine' ? ['quarantine', 'github'] : [source];
      expect(leaked).toMatchObject({
        status: 'contained',
        signals: reporters.map((each) => ({ source: each })),
      });
    },
  );
});

describe('docs/sources.md', () => {
  it('names the command of every source, and of no other', async () => {
    const text = await readFile(join(root, 'docs/sources.md'), 'utf8');
    const named = [...text.matchAll(/`npm run -s tourniquet -- drill --source (\w+)`/g)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(sourceNames);
  });
});
