import { expect } from 'vitest';
import { scaleToLoad } from '../in-time.ts';
import type { Program } from '../pty/program.ts';
import { writeSample } from './sample-store.ts';
import { test } from './workplace.ts';

const rowsShown = 20;
/** Far above what a key takes; a machine under load must not make it fail. */
const quickMs = 1_000;

function selected(screen: readonly string[]): string | undefined {
  return screen.find(line => line.startsWith('▌'))?.match(/(?:old|busy)-\d+/u)?.[0];
}

function total(screen: readonly string[]): number {
  return Number(screen[1]?.match(/All ([\d,]+)/u)?.[1]?.replaceAll(',', ''));
}

/** Everything that each row of the table showed until the total had grown, ages left out. */
async function watchRows(program: Program, until: number): Promise<readonly ReadonlySet<string>[]> {
  const seen = Array.from({ length: rowsShown }, () => new Set<string>());
  await program.waitFor(screen => {
    for (const [row, texts] of seen.entries()) {
      texts.add((screen[row + 2] ?? '').replaceAll(/\d+\w+ ago +|now +/gu, '').trimEnd());
    }
    return total(screen) >= until;
  });
  return seen;
}

test('while 200 runs a second come in, the selection stays on its run, its neighbours stay, and keys are quick', async ({
  place,
}) => {
  const location = place.path('runs.db');
  await writeSample(location, { count: 300, prefix: 'old' });
  const program = place.open({ args: [location], columns: 120, rows: rowsShown + 3 });
  const { send, waitFor } = program;
  await waitFor(/▌.*old-0300/u);
  send('j'.repeat(30));
  await waitFor(/▌.*old-0270/u);
  await place.record(location, 'busy-program').said('busy');

  await waitFor(screen => total(screen) > 420);
  expect(selected(program.screen())).toBe('old-0270');
  const seen = await watchRows(program, 700);
  expect(seen.map(texts => texts.size)).toEqual(seen.map(() => 1));
  expect(program.screen()[1]).toMatch(/\d new above · g/u);

  for (const [key, run] of [
    ['j', 'old-0269'],
    ['k', 'old-0270'],
    ['jjj', 'old-0267'],
    ['kkk', 'old-0270'],
  ] as const) {
    send(key);
    await waitFor(screen => selected(screen) === run, { timeoutMs: scaleToLoad(quickMs) });
  }
  send('/');
  let typed = '';
  for (const character of 'workflow:old*') {
    typed += character;
    send(character);
    await waitFor(`/ ${typed}`, { timeoutMs: scaleToLoad(quickMs) });
  }
  send('\r');
  await waitFor(screen => selected(screen) === 'old-0270' && !screen.join('').includes('busy-'));
  send('\u001B');
  await waitFor(/All [\d,]+/u);
  send('g');
  await waitFor(screen => selected(screen)?.startsWith('busy-') ?? false);
  send('q');
  expect(await program.exited).toMatchObject({ exitCode: 0 });
});
