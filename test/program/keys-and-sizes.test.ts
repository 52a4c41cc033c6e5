import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { scaleToLoad } from '../in-time.ts';
import { writeTo } from '../pty/headless.ts';
import type { Program } from '../pty/program.ts';
import { trials } from '../trials.ts';
import { writeSample } from './sample-store.ts';
import { builtProgram, test, type Workplace } from './workplace.ts';

let folder: string;
let sample: string;

/** Written once: the tests only look at it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-keys-'));
  sample = join(folder, 'runs.db');
  await writeSample(sample, { count: 600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openSample = (place: Workplace, size: { columns: number; rows: number }): Program =>
  place.open({ args: [sample], ...size });

const roomy = { columns: 100, rows: 30 };
const paste = (text: string) => `\u001B[200~${text}\u001B[201~`;

describe.concurrent('keys', () => {
  test('typed before the first frame are not lost', async ({ place }) => {
    const program = openSample(place, roomy);
    program.send('jjj\r');
    await program.waitFor(/flow-0597[\s\S]*\[1 Overview\]/u);
  });

  test('held for more than a second move the selection once each', async ({ place }) => {
    const { send, waitFor } = openSample(place, roomy);
    await waitFor(/▌.*flow-0600/u);
    const presses = 40;
    for (let count = 0; count < presses; count++) {
      send('j');
      await new Promise(resolve => setTimeout(resolve, 33));
    }
    await waitFor(new RegExp(`▌.*flow-0${600 - presses}`, 'u'), { timeoutMs: scaleToLoad(1_000) });
    send('k'.repeat(presses));
    await waitFor(/▌.*flow-0600/u);
  });
});

describe.concurrent('a paste', () => {
  test('is text in the filter bar, its lines joined', async ({ place }) => {
    const { send, waitFor } = openSample(place, roomy);
    await waitFor(/▌.*flow-0600/u);
    send('/');
    send(paste('status:failed\r\nworkflow:flow-002*'));
    await waitFor(/\/ status:failed workflow:flow-002\*/u);
    await waitFor(/1–3 of 3[\s\S]*flow-0028[\s\S]*flow-0024[\s\S]*flow-0020/u);
  });

  test('that comes in pieces is one', async ({ place }) => {
    const { send, waitFor } = openSample(place, roomy);
    await waitFor(/▌.*flow-0600/u);
    send('/');
    send('\u001B[200~status:');
    await waitFor(/▌.*flow-0600/u);
    send('failed\u001B[201~');
    await waitFor('/ status:failed');
    await waitFor(/[▌▏] +✖ Failed +flow-0600[\s\S]*flow-0596/u);
  });

  test('is no set of keys where nothing takes text', async ({ place }) => {
    const { send, waitFor, modes } = openSample(place, roomy);
    await waitFor(/▌.*flow-0600/u);
    send(paste('jjq\u0003x?:/\r\nG'));
    send('j');
    await waitFor(/▌.*flow-0599/u);
    send('?');
    await waitFor('│ Keys');
    send(paste('q\u001B'));
    send('j');
    await waitFor('│ Keys');
    expect(modes()).toMatchObject({ isAlternate: true });
  });

  test('of hostile text is only shown', async ({ place }) => {
    const { send, waitFor, rawOutput } = openSample(place, roomy);
    await waitFor(/▌.*flow-0600/u);
    send('/');
    send(paste('\u001B]0;title\u0007\u009B2J\u001B[31mred 日本'));
    await waitFor(/\/ .*red 日本/u);
    expect(rawOutput()).not.toMatch(/title|\u009B/u);
  });
});

/** Repeatable, so that a storm that finds something can be sent again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
}

describe.concurrent('sizes', () => {
  test('a hundred of them in a second leave the selection, and a screen as if there had been none', async ({
    place,
  }) => {
    const program = openSample(place, roomy);
    const { send, waitFor, resize, exited, modes, terminal } = program;
    await waitFor(/▌.*flow-0600/u);
    send('j'.repeat(5));
    await waitFor(/▌.*flow-0595/u);
    const next = numbers(7);
    for (let count = 0; count < 100; count++) {
      resize(20 + next(230), 5 + next(75));
      if (count % 10 === 0) send(count % 20 === 0 ? '\r' : '\u001B');
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    send('\u001B');
    resize(roomy.columns, roomy.rows);
    await waitFor(screen => screen.length === roomy.rows && /q quit$/u.test(screen.at(-1) ?? ''));
    send('\u001B');
    await waitFor(/▌.*flow-0595/u);
    send('g');
    await waitFor(/▌.*flow-0600/u);
    await writeTo(terminal, '');
    const rows = program.screen().filter(line => /flow-\d{4}/u.test(line));
    expect(rows.map(line => line.match(/flow-\d{4}/u)?.[0])).toEqual(
      Array.from({ length: roomy.rows - 4 }, (_, row) => `flow-${String(600 - row).padStart(4, '0')}`),
    );
    send('q');
    expect(await exited).toMatchObject({ exitCode: 0 });
    expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false });
  });

  const tooSmall = [
    [20, 5],
    [59, 15],
    [60, 14],
    [1, 1],
  ] as const;

  test.for(tooSmall.slice(0, trials(4, 1)))(
    'at %i×%i one line says what is needed, and q quits',
    async ([columns, rows], { place }) => {
      const { send, waitFor, exited, modes } = openSample(place, { columns, rows });
      await waitFor(columns < 20 ? '…' : 'runlens needs 60×15'.slice(0, columns - 1));
      send('q');
      expect(await exited).toMatchObject({ exitCode: 0 });
      expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false });
    },
  );

  test('a terminal that does not know its size is taken for 80×24', async ({ place }) => {
    const script = 'stty cols 0 rows 0; exec "$0" "$@"';
    const args = ['-c', script, process.execPath, builtProgram, sample];
    const { waitFor } = place.open({ command: 'sh', args, columns: 80, rows: 24 });
    await waitFor(screen => /▌.*flow-0600/u.test(screen.join('\n')) && /q quit$/u.test(screen[23] ?? ''));
  });
});
