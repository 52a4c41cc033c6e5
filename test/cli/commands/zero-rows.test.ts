import { describe, expect, it } from 'vitest';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, sampleRuns } from '../sample-runs.ts';

async function runReal(line: readonly string[], runs = sampleRuns) {
  const home = await createHomeWithStore(runs);
  return runCli(line, { store: 'real', home });
}

describe('a status that the store does not know', () => {
  it.each([
    ['workflows', 'runs', 'list', '--status', 'bogus'],
    ['workflows', 'runs', 'list', '--filter', 'status:failed,bogus', '-o', 'json'],
    ['history', 'list', '--target', '.', '--status', 'bogus'],
    ['agents', 'sessions', 'list', '--status', 'bogus'],
    ['--filter', 'status:bogus'],
  ])('exits 2 and names those there are: %s %s %s %s %s', async (...line) => {
    const { code, out, err } = await runReal(line.filter(word => word !== undefined));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('unknown status "bogus"');
    expect(err).toContain('queued, running, sleeping, waiting, success, failed, canceled');
  });

  it('is listed where a run has it', async () => {
    const runs = [createRun({ id: 'odd', status: 'unknown', statusRaw: 'paused' })];
    const home = await createHomeWithStore(runs.map(run => ({ ...run, status: 'paused' as 'unknown' })));
    const { code, out } = await runCli(['workflows', 'runs', 'list', '--status', 'paused', '-o', 'tsv'], {
      store: 'real',
      home,
    });
    expect([code, out.split('\n')[1]?.split('\t')[0]]).toEqual([0, 'odd']);
  });
});

describe('a list without rows says on stderr what was probably meant, and exits 0', () => {
  it.each([
    ['status=failed', 'did you mean status:failed?'],
    ['status:failed OR status:canceled', 'status:failed,canceled is "or"'],
    ['workflow:signup-pipline', 'did you mean workflow:signup-pipeline?'],
  ])('%s', async (filter, reason) => {
    for (const line of [
      ['workflows', 'runs', 'list'],
      ['history', 'list', '--target', '.'],
    ]) {
      const { code, out, err } = await runReal([...line, '--filter', filter, '-o', 'table']);
      expect([code, out]).toEqual([0, '']);
      expect(err).toContain(reason);
    }
  });

  it('but nothing where a program reads the data', async () => {
    const { code, err } = await runReal(['workflows', 'runs', 'list', '--filter', 'status=failed']);
    expect([code, err]).toEqual([0, '']);
  });
});
