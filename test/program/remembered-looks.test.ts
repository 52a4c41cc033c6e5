import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { someOf } from '../trials.ts';
import { writeSample } from './sample-store.ts';
import { homeOf, test } from './workplace.ts';

test('the program opens a target as it was left, and a saved view by its number, without a file in the project', async ({
  place,
}) => {
  const store = place.path('runs.db');
  await writeSample(store);
  const before = readdirSync(place.folder);
  const first = place.open({ args: [store], columns: 120, rows: 20 });
  await first.waitFor(/flow-0040/u);
  first.send('/status:failed\r');
  await first.waitFor(/1–10 of 10/u);
  first.send('v');
  await first.waitFor('Save this filter as a view');
  first.send('s');
  await first.waitFor('name');
  first.send('broken\r');
  await first.waitFor(/\[5 broken 10\]/u);
  first.send('sn');
  await first.waitFor('Order');
  first.send('\r');
  await first.waitFor(/\[5 broken 10\].*name, A to Z/u);
  first.send('q');
  await first.exited;

  const second = place.open({ args: [store], columns: 120, rows: 20 });
  await second.waitFor(/\[5 broken 10\].*name, A to Z · 1–10 of 10/u);
  await second.waitFor(/▌.*flow-0004/u);
  second.send('1');
  await second.waitFor(/\[All 40\].*5 broken.*newest first/u);
  second.send('5');
  await second.waitFor(/\[5 broken 10\].*name, A to Z/u);
  second.send('q');
  await second.exited;

  const file = join(homeOf(place.folder)['XDG_DATA_HOME'] ?? '', 'runlens', 'memory.json');
  if (process.platform === 'linux') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(place.folder).filter(name => !/^(home|runs\.db)/u.test(name))).toEqual(
    before.filter(name => !/^(home|runs\.db)/u.test(name)),
  );
});

const homes: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ['is a file', { XDG_DATA_HOME: 'FILE/data' }, /cannot (read|write) .*ENOTDIR/u],
  ['is empty', { HOME: '', XDG_DATA_HOME: '' }, /there is no home folder/u],
  ['is relative', { HOME: 'own', XDG_DATA_HOME: 'data' }, /there is no home folder/u],
];

for (const [what, env, line] of someOf(homes, 3)) {
  test(`a home that ${what} is named in one line, stops nothing, and puts nothing into the project`, async ({
    place,
  }) => {
    const store = place.path('runs.db');
    await writeSample(store);
    writeFileSync(place.path('file'), '');
    const home = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value.replace('FILE', place.path('file'))]),
    );
    const program = place.open({ args: [store], columns: 160, rows: 20, env: home });
    await program.waitFor(/flow-0040/u);
    await program.waitFor(line);
    program.send('2');
    await program.waitFor(/\[Failed 10\]/u);
    program.send('q');
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    expect(existsSync(place.path('data')) || existsSync(place.path('own'))).toBe(false);
  });
}
