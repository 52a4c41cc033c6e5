import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { openRecorder, type Recorder } from '../../src/recorder/recorder.ts';
import { type Program, type ProgramOptions, startProgram } from '../pty/program.ts';
import { oneIn, trials } from '../trials.ts';
import { writeSample } from './sample-store.ts';
import { homeOf, test, type Workplace } from './workplace.ts';

type Size = { readonly columns: number; readonly rows: number };

const hour = 3_600_000;
const enter = '\r';
const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
];

let folder: string;
let recorder: Recorder;
let store: Database.Database;

/** Written once: every test opens a copy. The recorder owns the runs that are not finished. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-cause-'));
  const location = join(folder, 'runs.db');
  recorder = await writeStore(location);
  store = new Database(location, { readonly: true });
});
afterAll(async () => {
  store.close();
  await recorder.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openStore(place: Pick<Workplace, 'path' | 'open'>, size: Size): Promise<Program> {
  const location = place.path('runs.db');
  if (!existsSync(location)) store.prepare('VACUUM INTO ?').run(location);
  const program = place.open({ args: [location], ...size });
  await program.waitFor(/▌.*signup/u);
  return program;
}

/** One program for the tests of a size: each finds it as it was opened, with the cursor on the first run. */
function shareProgram(size: Size): () => Program {
  let home: string;
  let program: Program;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'runlens-keys-'));
    const open = (options: ProgramOptions) => startProgram({ ...options, env: homeOf(home) });
    program = await openStore({ path: name => join(home, name), open }, size);
  });
  afterEach(async () => {
    if (/q back$/u.test(program.screen().at(-1) ?? '')) {
      program.send('q');
      await program.waitFor('q quit');
    }
    program.send('/\u0015\r1g');
    await program.waitFor(/\[All 617\][\s\S]* 1–\d+ of 617[\s\S]*▌.*signup[\s\S]*q quit/u);
    await program.waitFor(screen => screen.findIndex(line => line.includes('▌')) === firstRow);
  });
  afterAll(async () => {
    await program.close();
    rmSync(home, { recursive: true, force: true });
  });
  return () => program;
}

/** The line of the newest run. */
const firstRow = 3;

/** The newest run is fine; further down are failures, a slow run, a customer's run, and twelve that run. */
async function writeStore(location: string): Promise<Recorder> {
  const now = Date.now();
  let clock = 0;
  const recorder = await openRecorder({ location, now: () => clock, onError: () => {} });
  const start = (workflow: string, ageMs: number, input: unknown = {}) => {
    clock = now - ageMs;
    return recorder.start({ workflow, input });
  };
  for (let index = 0; index < 600; index += 1) {
    const run = start(`nightly-${index % 7}`, (650 - index) * hour);
    if (index % 3 === 0) run.fail(new Error(`old failure ${index}`));
    else run.succeed({ index });
  }
  const slow = start('slow-export', 30 * hour, { table: 'orders of all years' });
  clock = now - hour;
  slow.succeed({});
  for (let index = 0; index < 12; index += 1) start('stuck-import', 20_000 - index);
  start('signup', 10_000, { email: 'zoe@customer.example' }).succeed({});
  start('signup', 9_000).fail(new Error('the mail provider refused'));
  start('invoice', 8_000).fail(new Error('the newest failure'));
  start('signup', 1_000).succeed({});
  clock = now;
  await recorder.flush();
  return recorder;
}

/** The detail of a failed run, read whole. */
const failureOf = (name: string) => new RegExp(`(?:^|│) ${name}  ✖ Failed  run_[\\s\\S]*▸ raw error`, 'mu');

/** Sends so many keys at most in one piece, as they come over a slow connection. */
async function pressAtMost(program: Program, most: number, keys: string, shown: RegExp): Promise<void> {
  expect(keys.length).toBeLessThanOrEqual(most);
  program.send(keys);
  await program.waitFor(shown);
}

describe.each(sizes.slice(0, trials(sizes.length, 1)))('in $columns×$rows', size => {
  describe('the keys of one program', () => {
    const shared = shareProgram(size);

    test('the newest failure is two keys away', async () => {
      const program = shared();
      await pressAtMost(program, 2, `e${enter}`, failureOf('invoice'));
    });

    test('the failures of one workflow are six keys away, the newest first', async () => {
      const program = shared();
      await pressAtMost(program, 6, `2/sig${enter}`, /\/ sig[\s\S]*▌ *✖.*signup/u);
      await program.waitFor(/1–1 of 1/u);
    });

    test('the run of a customer is six keys away, three of them the name', async () => {
      const program = shared();
      await pressAtMost(program, 5, `/zoe${enter}`, /\/ zoe[\s\S]*▌.*signup/u);
      await program.waitFor(/1–1 of 1/u);
      await pressAtMost(program, 1, enter, /1 Overview[\s\S]*zoe@customer\.example/u);
    });

    test('Y j j in one piece opens the menu and moves in it', async () => {
      const program = shared();
      await pressAtMost(program, 3, 'Yjj', /▌ .*output as JSON/u);
      program.send('\u001B');
      await program.waitFor(screen => !screen.join('\n').includes('output as JSON'));
      expect(program.screen().findIndex(line => line.includes('▌'))).toBe(firstRow);
    });

    test('G goes to the oldest run of the question, and g back', async () => {
      const program = shared();
      await pressAtMost(program, 1, 'G', /–617 of 617[\s\S]*▌ *✖.*nightly-0/u);
      await pressAtMost(program, 1, 'g', / 1–\d+ of 617[\s\S]*▌.*signup/u);
    });

    test('a pasted run id opens that run', async () => {
      const program = shared();
      program.send(`e${enter}`);
      const screen = await program.waitFor(failureOf('invoice'));
      const id = /run_[0-9A-Z]{26}/u.exec(screen.join('\n'))?.[0] ?? '';
      await pressAtMost(program, 3, 'qgj', /▌.*invoice/u);
      program.send('gg');
      await program.waitFor(/▌.*signup/u);
      program.send(`\u001B[200~ ${id}\n\u001B[201~`);
      await program.waitFor(failureOf('invoice'));
    });
  });

  test('the slow run is three keys away', async ({ place }) => {
    const program = await openStore(place, size);
    await pressAtMost(program, 2, 's4', /▌.*slow-export/u);
    await pressAtMost(program, 1, enter, /1 Overview[\s\S]*orders of all years/u);
  });

  test('twelve runs are marked, and canceled by their number, in six keys', async ({ place }) => {
    const program = await openStore(place, size);
    await pressAtMost(program, 1, '4', /1–12 of 12/u);
    await pressAtMost(program, 2, 'Mx', /Cancel 12 runs\?/u);
    await pressAtMost(program, 3, `12${enter}`, /requested|Canceling/iu);
  });

  test('e goes on to the next failures, q back to the table, and then quits', async ({ place }) => {
    const program = await openStore(place, size);
    await pressAtMost(program, 2, `e${enter}`, failureOf('invoice'));
    await pressAtMost(program, 1, 'e', failureOf('signup'));
    await pressAtMost(program, 1, 'e', failureOf('nightly-2'));
    await pressAtMost(program, 1, 'q', /▌ *✖.*nightly[\s\S]*q quit/u);
    program.send('q');
    expect(await program.exited).toMatchObject({ exitCode: 0 });
  });

  test('^C quits at once, whatever is open', async ({ place }) => {
    const all = ['v', '/a', ':', '?', enter, `${enter}/a`];
    const places = all.filter((_, at) => (at + size.rows) % oneIn(1, 2) === 0);
    const programs = await Promise.all(places.map(() => openStore(place, size)));
    for (const [at, program] of programs.entries()) program.send(`${places[at]}\u0003`);
    const exits = await Promise.all(programs.map(program => program.exited));
    expect(exits.map(({ exitCode }) => exitCode)).toEqual(places.map(() => 130));
  });
});

test('^C before the first frame is there quits', async ({ place }) => {
  const location = place.path('runs.db');
  await writeSample(location);
  const program = place.open({ args: [location], columns: 80, rows: 24 });
  await program.waitFor(() => program.rawOutput().includes('\u001B[?1049h'));
  program.send('\u0003');
  expect(await program.exited).toMatchObject({ exitCode: 130 });
});
