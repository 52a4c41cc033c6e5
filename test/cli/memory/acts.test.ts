import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createActs } from '../../../src/cli/memory/acts.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { trials } from '../../trials.ts';

const act = (on: string) => ({
  ...{ target: './runs.db', act: 'cancel', on, outcome: 'canceled' },
  command: `runlens workflows runs cancel ${on}`,
});

function open(folder = createHome().path(), now = () => 1_000) {
  return { ...createActs({ userDataFolder: async () => folder, now }), path: join(folder, 'acts.jsonl') };
}

test('acts are kept in a private file, the newest first', async () => {
  const folder = createHome().path();
  let at = 0;
  const { keep, list, path } = open(folder, () => ++at);
  await keep(act('run_1'), {});
  await keep(act('run_2'), {});
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await list()).map(({ on }) => on)).toEqual(['run_2', 'run_1']);
  expect(await open(folder).list()).toEqual(await list());
});

test('two programs at once lose nothing', async () => {
  const folder = createHome().path();
  const source = join(import.meta.dirname, '../../../src/cli/memory/acts.ts');
  const program = `
    const { createActs } = await import(${JSON.stringify(source)});
    const { keep } = createActs({ userDataFolder: async () => ${JSON.stringify(folder)}, now: Date.now });
    for (let n = 0; n < 200; n += 1) await keep(${JSON.stringify(act('run_1'))}, {});`;
  const programs = trials(3, 2);
  const run = `for n in ${'n '.repeat(programs)}; do "$0" --input-type=module -e "$1" & done; wait`;
  execFileSync('sh', ['-c', run, process.execPath, program]);
  expect(await open(folder).list()).toHaveLength(programs * 200);
});

test('the file has a bound: the older half goes, and the newest stay', async () => {
  const { keep, list, path } = open();
  writeFileSync(path, `${JSON.stringify({ at: 0, ...act('x'.repeat(150)) })}\n`.repeat(1_400));
  for (let n = 0; n < 3; n += 1) await keep(act(`late_${n}`), {});
  while (statSync(path).size < 500 * 1_024) appendFileSync(path, readFileSync(path));
  await keep(act('last'), {});
  expect(statSync(path).size).toBeLessThan(520 * 1_024);
  expect((await list()).some(({ on }) => on === 'last')).toBe(true);
});

test('secrets in a reason are masked, and a line that a crash cut is left out', async () => {
  const { keep, list, path } = open();
  await keep({ ...act('run_1'), outcome: 'refused: password=hunter2-hunter2' }, {});
  appendFileSync(path, '{"at":12,"target":"./ru');
  const [only, ...others] = await list();
  expect([others, only?.outcome.includes('hunter2')]).toEqual([[], false]);
});

test('what is done to a sample is known until the program ends', async () => {
  const folder = createHome().path();
  const { keep, list, problem } = open(folder);
  await keep(act('run_1'), { isSample: true });
  expect([(await list()).length, (await open(folder).list()).length, await problem()]).toEqual([
    1,
    0,
    undefined,
  ]);
});

test('where it cannot be written, it is known until the program ends, and why is told', async () => {
  const folder = createHome().path();
  // Also root cannot write a file where a folder is.
  mkdirSync(join(folder, 'acts.jsonl'));
  chmodSync(folder, 0o500);
  const { keep, list, problem } = open(folder);
  await keep(act('run_1'), {});
  expect(await problem()).toMatch(/cannot write .*acts\.jsonl \(E/);
  await expect(list()).rejects.toThrow(/cannot read .*acts\.jsonl: it is not a regular file/);
  chmodSync(folder, 0o700);
});
