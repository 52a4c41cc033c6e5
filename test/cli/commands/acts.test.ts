import { expect, it } from 'vitest';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { sampleRuns } from '../sample-runs.ts';

const files = { 'project/.runlens/runs.db': '', 'project/other.db': '' };
const cancelRun = async () => ({ type: 'canceled' }) as const;
const store = createFakeStore(sampleRuns, { overrides: { cancelRun } });

it('lists what was canceled, noted and refused, each with its command', async () => {
  const home = createHome(files);
  await runCli(['workflows', 'runs', 'cancel', 'run_running'], { home, store });
  const { out, err, code } = await runCli(['acts', '-o', 'table'], { home, store });
  expect([out, err, code]).toEqual([
    'now  cancel run_running: canceled  (./.runlens/runs.db)\n    runlens workflows runs cancel run_running\n',
    '',
    0,
  ]);
});

it('gives them as data, and only those of a target', async () => {
  const home = createHome(files);
  await runCli(['workflows', 'runs', 'cancel', 'run_running'], { home, store });
  const { out } = await runCli(['acts', '-o', 'ndjson'], { home, store });
  expect(JSON.parse(out)).toMatchObject({
    ...{ target: './.runlens/runs.db', act: 'cancel', on: 'run_running', outcome: 'canceled' },
    command: 'runlens workflows runs cancel run_running',
  });
  const other = await runCli(['acts', '--target', './other.db'], { home, store });
  expect(other.err).toContain('nothing was done from here yet');
});
