import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Size } from '../../../src/screen/shell/state.ts';
import { oneIn, someOf } from '../../trials.ts';
import { drawApp } from '../draw-app.tsx';
import { faultsIn } from './frame-faults.ts';
import { hardNow } from './hard-run.ts';
import { hardScreens } from './hard-screens.ts';
import { type HardStores, writeHardStores } from './hard-store.ts';
import { playScreen } from './play-screen.ts';

process.env.TZ = 'UTC';

const sizes = [
  { columns: 200, rows: 50 },
  { columns: 130, rows: 40 },
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 15 },
] as const;

let stores: HardStores;

beforeAll(async () => {
  stores = await writeHardStores();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  vi.spyOn(Date, 'now').mockReturnValue(hardNow);
});

afterAll(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await stores.close();
});

const title = ({ columns, rows }: Size) => `══ ${columns}×${rows}`;

function toText(frame: readonly string[], size: Size): string {
  return [title(size), ...frame.map(line => line.trimEnd()), ''].join('\n');
}

/** What the golden file has of each size that it has. */
function readApproved(golden: string): ReadonlyMap<string, string> {
  const path = join(import.meta.dirname, golden);
  const texts = existsSync(path) ? readFileSync(path, 'utf8').split(/\n(?=══ )/u) : [];
  return new Map(texts.map(text => [text.slice(0, text.indexOf('\n')), text]));
}

/** How many sizes there are to one at which a screen is tried; each screen has others. */
const sizeStep = oneIn(1, 5);

const screens = Object.entries(hardScreens).map(([name, screen], at) => ({ name, at, ...screen }));

describe.each(someOf(screens, 6))('$name', ({ name, at, keys, place = 'hard' }) => {
  test('is shown at every size as it was approved, whole and aligned', async () => {
    const golden = `../../golden/hard/${name}.txt`;
    const approved = readApproved(golden);
    const texts: string[] = [];
    for (const [index, size] of sizes.entries()) {
      const known = approved.get(title(size));
      if (known !== undefined && (at + index) % sizeStep > 0) {
        texts.push(known);
        continue;
      }
      const state = await playScreen(await stores.open(place), size, keys);
      const frame = drawApp(state, plainTheme);
      expect(faultsIn(frame, state)).toEqual([]);
      texts.push(toText(frame, size));
    }
    await expect(texts.join('\n')).toMatchFileSnapshot(golden);
  });
});

test('a frame that is damaged has faults', async () => {
  const [size] = sizes;
  const state = await playScreen(await stores.open('hard'), size, ['v']);
  const frame = drawApp(state, plainTheme);
  const damaged = (from: string | RegExp, to: string) =>
    faultsIn(
      frame.map(line => line.replace(from, to)),
      state,
    );
  expect(damaged('x', 'x')).toEqual([]);
  expect(damaged('│', '')).not.toEqual([]);
  expect(damaged('Esc close', 'Esc clo')).not.toEqual([]);
  expect(damaged('▌', ' ')).not.toEqual([]);
  expect(damaged(/$/u, 'x'.repeat(size.columns))).not.toEqual([]);
});
