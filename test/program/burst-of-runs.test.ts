import { expect } from 'vitest';
import type { Program } from '../pty/program.ts';
import { writeSample } from './sample-store.ts';
import { test } from './workplace.ts';

const names = (screen: readonly string[]) => screen.flatMap(line => line.match(/(?:old|new)-\d{4}/u) ?? []);

const [oldCount, newCount] = [150, 1_000];

/** The runs are numbered as they came in, the oldest first. */
const rank = (name: string) => Number(name.slice(4)) + (name.startsWith('new') ? oldCount : 0);

/** Whether the rows are those of one page, and not still in part those of the page before. */
const isWhole = (page: readonly string[]) =>
  page.every((name, at) => at === 0 || rank(name) === rank(page[at - 1] ?? '') - 1);

/** Every run from the top to the bottom, as they are met page by page. */
async function readAll({ send, screen, waitFor }: Program, last: string): Promise<readonly string[]> {
  await waitFor(lines => isWhole(names(lines)));
  const seen = new Set(names(screen()));
  while (!seen.has(last)) {
    const before = names(screen()).join();
    send('\u0006');
    await waitFor(lines => names(lines).join() !== before && isWhole(names(lines)));
    for (const name of names(screen())) seen.add(name);
  }
  return [...seen];
}

test('runs that came in while updates were paused are all listed, in order, once they go on', async ({
  place,
}) => {
  const path = place.path('runs.db');
  await writeSample(path, { count: oldCount, prefix: 'old' });
  const program = place.open({ args: [path], columns: 120, rows: 50 });
  const { send, waitFor } = program;
  await waitFor(/▌.*old-0150/u);
  send('jj');
  await waitFor(/▌.*old-0148/u);
  send('p');
  await waitFor('paused');
  await writeSample(path, { count: newCount, prefix: 'new' });
  send('p');
  await waitFor(/All 1,150.*\b\d{3,}–/u);
  await waitFor(/▌.*old-0148/u);
  send('g');
  await waitFor(/▌.*new-1000/u);
  const newest = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}-${String(count - at).padStart(4, '0')}`);
  expect(await readAll(program, 'old-0001')).toEqual([
    ...newest('new', newCount),
    ...newest('old', oldCount),
  ]);
});
