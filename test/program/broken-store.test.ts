import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import type { Program } from '../pty/program.ts';
import { isThorough, oneIn, someOf } from '../trials.ts';
import { writeSample } from './sample-store.ts';
import { shareWorkplace, test } from './workplace.ts';

function changeWithSqlite(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

const breaks: readonly (readonly [string, (path: string) => void | Promise<void>, RegExp])[] = [
  ['a file of garbage', path => writeFileSync(path, 'garbage '.repeat(1_000)), /is not a store of runs/u],
  ['an empty file', path => writeFileSync(path, ''), /is empty/u],
  [
    "another program's database",
    path => changeWithSqlite(path, 'CREATE TABLE notes (text)'),
    /is not a store of runs/u,
  ],
  [
    'a store cut short',
    async path => {
      await writeSample(path);
      truncateSync(path, 40_000);
    },
    /is damaged or cut short/u,
  ],
  [
    'a store with one damaged byte in its header',
    async path => {
      await writeSample(path);
      const bytes = readFileSync(path);
      bytes[47] = 9;
      writeFileSync(path, bytes);
    },
    /is damaged or cut short/u,
  ],
  [
    'a store with an endless view in place of a table',
    async path => {
      await writeSample(path);
      changeWithSqlite(
        path,
        `DROP TABLE totals; CREATE VIEW totals AS
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'failed' AS status, i AS n FROM n`,
      );
    },
    /is not as runlens made it: the view totals/u,
  ],
  [
    'a store of a newer version',
    async path => {
      await writeSample(path);
      changeWithSqlite(path, 'PRAGMA user_version = 99');
    },
    /was made by a newer runlens/u,
  ],
];

/** The message names the file, the line after it says what to do, and nothing else is said. */
function expectTold(text: string, path: string, message: RegExp): void {
  expect(text).toMatch(message);
  expect(text).toMatch(/^runlens: .+\r?\n {2}\S.+\r?\n$/u);
  expect(text).toContain(path);
}

/** Outside CI, the screen is opened on one of those that are broken, and the commands on more of them. */
const onScreen = breaks.slice(0, oneIn(breaks.length, 1)).map(([what]) => what);

describe.each(someOf(breaks, 2))('%s', (what, make, message) => {
  test('is told in words by the screen and by the commands, which exit with 1', async ({ place }) => {
    const path = place.path('runs.db');
    await make(path);
    const screens = onScreen.includes(what) ? [place.open({ args: [path], columns: 100, rows: 20 })] : [];
    const commands = [
      ['workflows', 'runs', 'list', '--target', path],
      ['workflows', 'list', '--target', path],
      [path],
    ];
    for (const args of commands) {
      const { code, out, err } = await runCli(args, { store: 'real' });
      expect([code, out]).toEqual([1, '']);
      expectTold(err, path, message);
    }
    for (const screen of screens) {
      expect(await screen.exited).toMatchObject({ exitCode: 1 });
      expectTold(screen.rawOutput(), path, message);
      expect(screen.rawOutput()).not.toContain('\u001B');
    }
  });
});

test('a store whose pages were overwritten is told in words by the commands, which exit with 1', async ({
  place,
}) => {
  const path = place.path('runs.db');
  await writeSample(path);
  const bytes = readFileSync(path);
  for (let page = 1; page < bytes.length / 4_096; page++) bytes.fill(0xff, page * 4_096, page * 4_096 + 64);
  writeFileSync(path, bytes);
  for (const args of [['workflows', 'runs', 'list', '--target', path], [path]]) {
    const { code, out, err } = await runCli(args, { store: 'real' });
    expect([code, out]).toEqual([1, '']);
    expectTold(err, path, /is damaged or cut short/u);
  }
});

test('a named store that is not there is a mistake in the command line: exit 2', async ({ place }) => {
  const path = place.path('nowhere.db');
  const { code, out, err } = await runCli(['workflows', 'runs', 'list', '--target', path], { store: 'real' });
  expect([code, out]).toEqual([2, '']);
  expectTold(err, path, /there is no store/u);
});

describe.concurrent('a store that another program has locked', () => {
  test('is told in words, and opens once it is released', async ({ place }) => {
    const path = place.path('runs.db');
    await writeSample(path);
    const holder = new Database(path);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec("UPDATE meta SET value = value + 1 WHERE name = 'change'");
    const screen = place.open({ args: [path], columns: 100, rows: 20 });
    const plain = await place.run('workflows', 'list', '--target', path);
    expect(plain).toMatchObject({ exitCode: 1, stdout: '' });
    expectTold(plain.stderr, path, /is locked by another program/u);
    expect(await screen.exited).toMatchObject({ exitCode: 1 });
    expectTold(screen.rawOutput(), path, /is locked by another program/u);
    holder.close();
    expect(await place.run('workflows', 'list', '--target', path)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

test('a store that is locked for a moment is waited for', async ({ place }) => {
  const path = place.path('runs.db');
  await writeSample(path);
  const holder = new Database(path);
  holder.pragma('locking_mode = EXCLUSIVE');
  holder.exec("UPDATE meta SET value = value + 1 WHERE name = 'change'");
  setTimeout(() => holder.close(), 600);
  expect(await place.run('workflows', 'list', '--target', path)).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('a store that changes under an open screen', () => {
  /** One program for all of these tests, each of which it shows the sample again. */
  let program: Program;
  let folder: string;
  let path: string;
  let copy: string;

  shareWorkplace(async place => {
    folder = place.path('store');
    path = place.path('store/runs.db');
    copy = place.path('copy.db');
    await writeSample(path);
    copyFileSync(path, copy);
    program = place.open({ args: [path], columns: 140, rows: 20 });
    await program.waitFor(/▌.*flow-0040/u);
  });
  beforeEach(async () => {
    removeStore();
    copyFileSync(copy, path);
    const { send, waitFor } = program;
    await waitFor(/live ●[\s\S]*flow-0040/u);
    // A key that is answered tells that the screen has read the store for itself.
    send('gj');
    await waitFor(/▌.*flow-0039/u);
    send('k');
    await waitFor(/▌.*flow-0040/u);
  });
  const removeStore = () => {
    for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
  };
  const rowsStay = /stale.*✖[\s\S]*flow-0040[\s\S]*flow-0030/u;

  test('deleted: the rows stay, the message says what happened, and it comes back by itself', async () => {
    const { send, waitFor } = program;
    removeStore();
    await waitFor(rowsStay);
    await waitFor(`${path} does not exist`);
    send('jj');
    await waitFor(/▌.*flow-0038/u);
    send('\r');
    await waitFor('This run could not be read');
    copyFileSync(copy, path);
    await waitFor(/live ●[\s\S]*index: 38/u);
    send('q');
    await waitFor('q quit');
  });

  test.runIf(isThorough)('its whole folder deleted and made again: the same', async () => {
    const { waitFor } = program;
    rmSync(folder, { recursive: true });
    await waitFor(rowsStay);
    mkdirSync(folder);
    copyFileSync(copy, path);
    await waitFor(/live ●[\s\S]*▌.*flow-0040/u);
  });

  test('replaced by another store: its runs are shown', async ({ place }) => {
    await writeSample(place.path('other.db'), { count: 7, prefix: 'other' });
    renameSync(place.path('other.db'), path);
    await program.waitFor(/live ●[\s\S]*1–7 of 7[\s\S]*other-0007/u);
  });

  const replacements: readonly (readonly [string, (path: string) => void | Promise<void>, string])[] = [
    ['by garbage', path => writeFileSync(path, 'garbage '.repeat(1_000)), 'is not a store of runs'],
    [
      'by a store of a newer version',
      async path => {
        await writeSample(path);
        changeWithSqlite(path, 'PRAGMA user_version = 99');
      },
      'was made by a newer runlens',
    ],
  ];

  test.for(someOf(replacements, 2))(
    'replaced %s: the rows stay and the message names it',
    async ([, make, message], { place }) => {
      const other = place.path('other.db');
      await make(other);
      renameSync(other, path);
      await program.waitFor(rowsStay);
      await program.waitFor(`${path} ${message}`);
    },
  );

  test('cut short: the rows stay and the message says so', async () => {
    const { send, waitFor, exited, modes } = program;
    truncateSync(path, 0);
    await waitFor(rowsStay);
    await waitFor(`${path} is damaged or cut short`);
    send('q');
    expect(await exited).toMatchObject({ exitCode: 0 });
    expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false });
  });
});
