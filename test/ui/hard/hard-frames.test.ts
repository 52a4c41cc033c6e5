import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Size } from '../../../src/state/session/window-size.ts';
import { plainTheme } from '../../../src/ui/theme.ts';
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

function toText(frame: readonly string[], { columns, rows }: Size): string {
  return [`══ ${columns}×${rows}`, ...frame.map(line => line.trimEnd()), ''].join('\n');
}

describe.each(Object.entries(hardScreens))('%s', (name, { keys, place = 'hard' }) => {
  test('is shown at every size as it was approved, whole and aligned', async () => {
    const texts: string[] = [];
    for (const size of sizes) {
      const state = await playScreen(await stores.open(place), size, keys);
      const frame = drawApp(state, plainTheme);
      expect(faultsIn(frame, state)).toEqual([]);
      texts.push(toText(frame, size));
    }
    await expect(texts.join('\n')).toMatchFileSnapshot(`../../golden/hard/${name}.txt`);
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
