import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files below a folder by their path from the root, `lib/aws/clients.ts`. */
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((name) => ending.test(name) && !name.includes('node_modules'));

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
/** Without comments: what they speak of is not used. */
const codeOf = (file: string): string => textOf(file).replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

interface Import {
  file: string;
  /** A package, or a file by its path from the root. */
  of: string;
  dynamic: boolean;
}

const importsOf = (file: string): Import[] =>
  [...codeOf(file).matchAll(/(?:\bfrom|\bimport)\s*(\()?\s*'([^']+)'/g)].map(([, dynamic, name = '']) => {
    const path = name.startsWith('#') ? name.slice(1) : join(dirname(file), name);
    return { file, of: /^[#.]/.test(name) ? path : name, dynamic: dynamic !== undefined };
  });

const sources = [...filesIn('lib', /\.ts$/), ...filesIn('functions', /\.ts$/)];
const imports = sources.flatMap(importsOf);
const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const told = (found: Import[]): string[] => found.map(({ file, of }) => `${file} imports ${of}`);

describe('imports run one way', () => {
  it('lib knows nothing of the functions, and a function nothing of another one', () => {
    const wrong = imports.filter(
      ({ file, of }) => of.startsWith('functions/') && roomOf(of) !== roomOf(file),
    );
    expect(told(wrong)).toEqual([]);
  });

  it.each([
    ['lib/platform', ['lib/platform']],
    ['lib/aws', ['lib/aws', 'lib/platform']],
    ['lib/credential', ['lib/credential', 'lib/aws', 'lib/platform']],
    ['lib/signal', ['lib/signal', 'lib/credential', 'lib/aws', 'lib/platform']],
    ['lib/incident', ['lib/incident', 'lib/signal', 'lib/aws', 'lib/platform']],
    [
      'lib/containment',
      ['lib/containment', 'lib/credential', 'lib/incident', 'lib/signal', 'lib/aws', 'lib/platform'],
    ],
    [
      'lib/destinations',
      [
        'lib/destinations',
        'lib/containment',
        'lib/credential',
        'lib/incident',
        'lib/signal',
        'lib/aws',
        'lib/platform',
      ],
    ],
    [
      'lib/investigation',
      ['lib/investigation', 'lib/credential', 'lib/incident', 'lib/signal', 'lib/aws', 'lib/platform'],
    ],
    [
      'lib/evidence',
      ['lib/evidence', 'lib/investigation', 'lib/incident', 'lib/signal', 'lib/aws', 'lib/platform'],
    ],
    [
      'lib/report',
      [
        'lib/report',
        'lib/evidence',
        'lib/investigation',
        'lib/containment',
        'lib/credential',
        'lib/incident',
        'lib/signal',
        'lib/aws',
        'lib/platform',
      ],
    ],
  ])('%s imports no room but %j', (room, allowed) => {
    const wrong = imports.filter(
      ({ file, of }) => roomOf(file) === room && of.startsWith('lib/') && !allowed.includes(roomOf(of)),
    );
    expect(told(wrong)).toEqual([]);
  });

  it('no room leads back to itself', () => {
    const next = (room: string): string[] => [
      ...new Set(
        imports
          .filter(({ file, of }) => roomOf(file) === room && of.startsWith('lib/'))
          .map(({ of }) => roomOf(of)),
      ),
    ];
    const leadsTo = (room: string, seen: Set<string>): Set<string> => {
      for (const other of next(room)) {
        if (other === room || seen.has(other)) continue;
        seen.add(other);
        leadsTo(other, seen);
      }
      return seen;
    };
    const rooms = [...new Set(sources.map(roomOf))].filter((room) => room.startsWith('lib/'));
    expect(rooms.filter((room) => leadsTo(room, new Set()).has(room))).toEqual([]);
  });

  it('the command line is imported by nobody', () => {
    const wrong = imports.filter(({ file, of }) => of.startsWith('lib/cli/') && roomOf(file) !== 'lib/cli');
    expect(told(wrong)).toEqual([]);
  });

  it('the embedded AWS is loaded by two commands, how it is deployed by one, and only when they run', () => {
    const users = imports.filter(({ of }) => of.startsWith('infra/'));
    expect(users.map(({ file, of, dynamic }) => ({ file, room: roomOf(of), dynamic }))).toEqual([
      { file: 'lib/cli/doctor.ts', room: 'infra/deployed', dynamic: true },
      { file: 'lib/cli/drill.ts', room: 'infra/local', dynamic: true },
      { file: 'lib/cli/local.ts', room: 'infra/local', dynamic: true },
    ]);
  });

  it('what contain loads holds no investigation, no report and no CloudTrail client', () => {
    const reached = new Set(['functions/contain/handler.ts']);
    for (const file of reached) {
      if (!/^(lib|functions)\//.test(file)) continue;
      for (const { of } of importsOf(file)) reached.add(of);
    }
    expect(reached.size).toBeGreaterThan(30);
    const wrong = [...reached].filter((of) =>
      /^lib\/(investigation|report|cli)\/|^infra\/|client-(athena|cloudtrail|ec2|s3)$/.test(of),
    );
    expect(wrong).toEqual([]);
  });
});

/** Uses of a pattern in lib and functions, apart from where it belongs and from exceptions with their reasons. */
const usesOf = (pattern: RegExp, exceptions: Record<string, string>): string[] =>
  sources.filter((file) => !(file in exceptions) && pattern.test(codeOf(file)));

describe('one way to the world', () => {
  it('the environment is read in one file', () => {
    const home = { 'lib/platform/config.ts': 'reads it for all' };
    expect(
      usesOf(/\bprocess\.env\b|\bprocess\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b|from 'node:process'/, home),
    ).toEqual([]);
  });

  it('the time is read in one file, so that tests and the embedded AWS can move it', () => {
    const exceptions = {
      'lib/platform/clock.ts': 'reads it for all',
      'lib/incident/file-lock.ts': 'compares with the time that the file system gave a lock',
      'lib/cli/local.ts': 'watches whether the real parent process still lives',
    };
    const time =
      /\bnew Date\(\s*\)|\bDate\.now\(|\bperformance\.now\(|\bset(?:Timeout|Interval)\(|node:timers/;
    expect(usesOf(time, exceptions)).toEqual([]);
    for (const file of Object.keys(exceptions))
      expect(codeOf(file), `${file} is an exception no more`).toMatch(time);
  });
});

it('no source file has to be scrolled for long', () => {
  const all = ['lib', 'functions', 'infra', 'bin'].flatMap((folder) => filesIn(folder, /\.(ts|mjs)$/));
  const long = all
    .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 250);
  expect(long).toEqual([]);
});

describe('documents', () => {
  const documents = ['README.md', ...filesIn('docs', /\.md$/)];

  it.each(documents)('%s links only to files that are there', (file) => {
    const links = [...textOf(file).matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map(([, target = '']) => target);
    const local = links.filter((target) => !/^(https?:|mailto:|#)/.test(target));
    const missing = local.filter((target) => {
      const path = resolve(root, dirname(file), decodeURIComponent(target.replace(/#.*$/, '')));
      return relative(root, path).startsWith('..') || !existsSync(path);
    });
    expect(missing).toEqual([]);
  });
});

describe('dependencies', () => {
  const lock: { packages: Record<string, { license?: string }> } = JSON.parse(textOf('package-lock.json'));
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  // `(MIT OR GPL-3.0)` leaves the choice; `GPL-2.0 AND MIT` does not.
  const forbidden = (license: string): boolean =>
    license.split(/\s+OR\s+/).every((choice) => /\b(?:AGPL|GPL|SSPL|BUSL)/i.test(choice));

  it('are under licences that leave users free', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { license }]) => forbidden(license ?? '')).map(([path]) => path)).toEqual([]);
  });

  it.each([
    ['MIT', false],
    ['LGPL-3.0', false],
    ['(MIT OR GPL-3.0)', false],
    ['AGPL-3.0-only', true],
    ['MIT AND GPL-2.0', true],
    ['BUSL-1.1', true],
  ])('under %s are refused: %s', (license, expected) => {
    expect(forbidden(license)).toBe(expected);
  });
});
