import { writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Program, ProgramOptions } from '../pty/program.ts';
import { someOf } from '../trials.ts';
import { test, type Workplace } from './workplace.ts';

const demo = ['demo', '--static'];
/** Without the large traces and payloads, which take long to write; too small for a cause. */
const small = [...demo, '--size', '25'];
const enter = '\r';
const esc = '\u001B';

function openDemo(place: Workplace, options: ProgramOptions = {}): Program {
  return place.open({ args: [...small, '--tour'], columns: 80, rows: 24, ...options });
}

/** The texts of the tour by its steps, and the keys that each waits for. */
const story: readonly (readonly [text: RegExp, keys: string])[] = [
  [/Tour 1 of 6 · e goes to the newest failure · Esc ends the tour/u, 'e'],
  [/Tour 2 of 6 · ↵ opens it: what failed, and where/u, enter],
  [/Tour 3 of 6 · W asks why: what do these failures share\?/u, 'W'],
  [/of \d+ failed have input\.plan=scale[\s\S]*Tour 4 of 6 · q closes this, then d compares/u, 'q'],
  [/Tour 4 of 6 · d compares the run with one that worked/u, 'd'],
  [/input\.plan is "scale"[\s\S]*Tour 5 of 6 · Y copies the differences for a bug report/u, 'Y'],
  [/Tour 6 of 6 · q goes back, a runs it again if you say yes/u, 'q'],
  [/Tour 6 of 6 · a runs it again/u, 'a'],
  [/That was the tour\. \? lists the keys, by what they are for/u, 'j'],
];

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 15 },
  { columns: 200, rows: 50 },
];

describe.concurrent('the tour of the demo', () => {
  test.for(someOf(sizes, 3))(
    'leads from the table to the cause and to an act, at $columns×$rows, once',
    async (size, { place }) => {
      const args = [...demo, '--tour'];
      const first = openDemo(place, { args, ...size });
      for (const [text, keys] of story) {
        await first.waitFor(screen => text.test(joined(screen)));
        first.send(keys);
      }
      await first.waitFor(screen => !/tour/iu.test(screen.join('')));
      first.send('\u0003');
      await first.exited;
      const second = openDemo(place, size);
      await second.waitFor(/live ●[\s\S]*▌/u);
      expect(second.screen().join('\n')).not.toContain('Tour');
    },
  );

  test('is ended by Esc, for good; in a dialog Esc closes only that', async ({ place }) => {
    const first = openDemo(place);
    await first.waitFor('Tour 1 of 6');
    first.send('?');
    await first.waitFor('Keys of the table');
    first.send(esc);
    await first.waitFor(/\[All 25\][\s\S]*Tour 1 of 6/u);
    first.send(esc);
    await first.waitFor('the tour has ended: ? lists the keys');
    first.send('q');
    await first.exited;
    const second = openDemo(place);
    await second.waitFor(/live ●[\s\S]*▌/u);
    expect(second.screen().join('\n')).not.toContain('Tour');
  });

  test('is there again where nothing can be kept, and ends with Esc all the same', async ({ place }) => {
    writeFileSync(place.path('file'), '');
    const env = { XDG_DATA_HOME: place.path('file/data') };
    for (let start = 0; start < 2; start += 1) {
      const program = openDemo(place, { env });
      await program.waitFor('Tour 1 of 6');
      program.send(esc);
      await program.waitFor('the tour has ended');
      program.send('q');
      expect(await program.exited).toMatchObject({ exitCode: 0 });
    }
  });

  test('keeps no key: each does what it does without the tour', async ({ place }) => {
    const program = openDemo(place);
    await program.waitFor('Tour 1 of 6');
    program.send('!');
    await program.waitFor(/of \d+ groups[\s\S]*Tour 1 of 6/u);
    program.send('q/status:failed\r');
    await program.waitFor(/\d of \d+ *\n.*status:failed +\/ edit[\s\S]*Tour 1 of 6/u);
  });

  test('is only offered where it is asked for, and not without a terminal', async ({ place }) => {
    const program = place.open({ args: small, columns: 80, rows: 24 });
    await program.waitFor(/live ●[\s\S]*▌/u);
    expect(program.screen().join('\n')).not.toContain('Tour');
    const { stdout, stderr } = await place.run(...small, '--tour');
    expect(stdout + stderr).not.toContain('Tour');
  });
});

/** A small window wraps the text of the tour. */
function joined(screen: readonly string[]): string {
  return screen.map(line => line.trim()).join(' ');
}
