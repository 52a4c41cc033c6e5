import { describe, expect, it, vi } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now, sampleRuns } from '../sample-runs.ts';

async function listIds(
  line: readonly string[],
  runs: readonly Run[] = sampleRuns,
): Promise<readonly string[]> {
  const asTsv = line.flatMap(word => (word === 'list' ? [word, '-o', 'tsv'] : [word]));
  const { code, out, err } = await runCli(asTsv, { store: createFakeStore(runs) });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(row => row.split('\t')[0] ?? '');
}

it.each([
  ['tsv', 1],
  ['json', 2],
])('reads the failures of the store only for data that has their ids: %s', async (format, expected) => {
  const store = createFakeStore(sampleRuns);
  const listRuns = vi.fn(store.listRuns);
  const line = ['workflows', 'runs', 'list', '-o', format];
  expect((await runCli(line, { store: { ...store, listRuns } })).code).toBe(0);
  expect(listRuns).toHaveBeenCalledTimes(expected);
});

describe('which runs are listed', () => {
  it.each([
    ['workflows runs list', ['run_running', 'run_failed', 'run_done']],
    ['workflows runs list signup-pipeline', ['run_failed', 'run_done']],
    ['workflows runs list signup*', ['run_failed', 'run_done']],
    ['workflows runs list nope*', []],
    ['workflows runs list signup-pipeline --status failed', ['run_failed']],
    ['workflows runs list --status failed --status running', ['run_running', 'run_failed']],
    ['workflows runs list --status failed,running', ['run_running', 'run_failed']],
    ['workflows runs list --status active', ['run_running']],
    ['workflows runs list --status completed', ['run_done']],
    ['workflows runs list --since 90s', ['run_running']],
    ['workflows runs list --until 2026-03-14T11:57:30Z', ['run_done']],
    ['workflows runs list --filter actor:ada', ['run_failed']],
    ['workflows runs list --filter actor:ada --status running', []],
    ['agents sessions list', ['ses_1']],
    ['agents sessions list support-agent --status failed', []],
    ['history list --target .', ['run_running', 'run_failed', 'ses_1', 'run_done']],
    ['history list --target . --kind agent', ['ses_1']],
    ['history list --target . --project bill*', ['run_running']],
    ['--target . history list --kind workflow --status failed', ['run_failed']],
  ])('runlens %s', async (line, ids) => {
    expect(await listIds(line.split(' '))).toEqual(ids);
  });

  it.each(['with space', 'a,b', 'a:b', 'say "hi"', 'back\\slash', '-dash', '!bang'])(
    'finds the workflow named %j by its name',
    async name => {
      const runs = [createRun({ id: 'wanted', name }), createRun({ id: 'other', name: 'other' })];
      expect(await listIds(['workflows', 'runs', 'list', '--', name], runs)).toEqual(['wanted']);
    },
  );
});

describe('a name that no run has', () => {
  it.each([
    [
      'workflows runs list signup-pipelin',
      'no workflow "signup-pipelin" has runs here: did you mean "signup-pipeline"?',
    ],
    ['workflows runs list nope', 'no workflow "nope" has runs here'],
    [
      'workflows runs list support-agent',
      'no workflow "support-agent" has runs here: it is an agent, see "runlens agents sessions list"',
    ],
    [
      'agents sessions list suport-agent',
      'no agent "suport-agent" has sessions here: did you mean "support-agent"?',
    ],
    [
      'failures list signup-pipelin',
      'no workflow or agent "signup-pipelin" has runs here: did you mean "signup-pipeline"?',
    ],
  ])('is a hint, also in a script: %s', async (line, hint) => {
    const { code, out, err } = await runCli(line.split(' '));
    expect([code, JSON.parse(out).data, err]).toEqual([0, [], `${hint}\n`]);
  });

  it('is no hint where the workflow has runs, or there are none at all', async () => {
    const line = ['workflows', 'runs', 'list', 'signup-pipeline', '--status', 'canceled'];
    expect((await runCli(line)).err).toBe('');
    expect((await runCli(line, { store: createFakeStore([]) })).err).toBe('');
  });

  it('is listed without a hint where the store takes long to say which names there are', async () => {
    const store = { ...createFakeStore(sampleRuns), workflows: () => new Promise<never>(() => {}) };
    const { code, out, err } = await runCli(['workflows', 'runs', 'list', 'nope'], { store });
    expect([code, JSON.parse(out).data, err]).toEqual([0, [], '']);
  });
});

describe('limits and cursors', () => {
  const many = Array.from({ length: 130 }, (_, index) =>
    createRun({ id: `run_${String(index).padStart(3, '0')}`, createdAt: now - index * 1000 }),
  );

  it('lists 50 by default', async () => {
    expect(await listIds(['workflows', 'runs', 'list', '--limit', '130'], many)).toHaveLength(130);
    const { out } = await runCli(['workflows', 'runs', 'list'], { store: createFakeStore(many) });
    expect(JSON.parse(out)).toMatchObject({ data: { length: 50 }, nextCursor: expect.any(String) });
  });

  it('goes on at the cursor until there is no more', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const more: string[] = cursor === null ? [] : ['--cursor', cursor];
      const line = ['workflows', 'runs', 'list', '--limit', '60', '--json', ...more];
      const { out } = await runCli(line, { store: createFakeStore(many) });
      const page: { data: { id: string }[]; nextCursor: string | null } = JSON.parse(out);
      seen.push(...page.data.map(run => run.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(many.map(run => run.id));
  });

  it.each(['table', 'ndjson', 'tsv'])('tells people how %s goes on, and scripts nothing', async format => {
    const line = ['workflows', 'runs', 'list', '--limit', '2', '-o', format];
    const store = createFakeStore(many);
    expect((await runCli(line, { store, isTalking: true })).err).toBe(
      `there are more: runlens workflows runs list --limit 2 -o ${format} --cursor 2\n`,
    );
    expect((await runCli(line, { store })).err).toBe('');
  });

  it.each([
    [
      ['--target', '.', 'history', 'list', '--limit=1', '--cursor', '1', '-o', 'tsv'],
      'runlens --target . history list --limit=1 -o tsv --cursor 2',
    ],
    [
      [
        'history',
        'list',
        '--target',
        '.',
        '-o',
        'tsv',
        '--cursor=1',
        '--limit',
        '1',
        '--filter',
        'name:"a b",signup*',
      ],
      `runlens history list --target . -o tsv --limit 1 --filter 'name:"a b",signup*' --cursor 2`,
    ],
    [
      ['workflows', 'runs', 'list', '-o', 'tsv', '--limit', '1', '--', '-signup*'],
      "runlens workflows runs list -o tsv --limit 1 --cursor 1 -- '-signup*'",
    ],
  ])('names the command for the next page of %j', async (line, next) => {
    const runs = many.map(run => (line.includes('--') ? { ...run, name: '-signup' } : run));
    const { err } = await runCli(line, { store: createFakeStore(runs), isTalking: true });
    expect(err).toBe(`there are more: ${next}\n`);
  });

  it('searches on through empty pages of a store that scans', async () => {
    const store = createFakeStore(many, { scanRows: 10 });
    const { code, out } = await runCli(['workflows', 'runs', 'list', '--filter', 'id:run_129'], { store });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ data: [{ id: 'run_129' }], nextCursor: null });
  });

  it('shows how far a long search is, on a terminal only', async () => {
    const ticking = () => {
      let at = now;
      return () => {
        at += 700;
        return at;
      };
    };
    const line = ['workflows', 'runs', 'list', '--filter', 'id:run_129', '-o', 'tsv'];
    const options = { store: createFakeStore(many, { scanRows: 50 }), now: ticking() };
    const { err } = await runCli(line, { ...options, isTalking: true });
    expect(err).toMatch(/searching \[#+-*\] 100 of 130/);
    expect(err.endsWith('\r\u001B[K')).toBe(true);
    expect((await runCli(line, { ...options, now: ticking() })).err).toBe('');
  });

  it('refuses an order that the store does not know', async () => {
    const store = createFakeStore(many);
    const limited = { ...store, can: { ...store.can, sorts: ['created' as const] } };
    const { code, err } = await runCli(['workflows', 'runs', 'list', '--sort', '-cost'], { store: limited });
    expect(code).toBe(1);
    expect(err).toContain('local cannot sort by cost');
  });

  it.each([
    ['-duration', { field: 'duration', descending: true }],
    ['duration', { field: 'duration', descending: false }],
  ])('asks the store for the order %s', async (text, sort) => {
    const asked: unknown[] = [];
    const store = createFakeStore(many, {
      overrides: {
        listRuns: async (_query, options) => {
          asked.push(options.sort);
          return { runs: [] };
        },
      },
    });
    await runCli(['workflows', 'runs', 'list', '--sort', text], { store });
    expect(asked).toEqual([sort]);
  });
});

describe('formats', () => {
  const hostile = createRun({
    id: 'run_x',
    name: 'a\tb\nc',
    actor: 'e\u001B[31mvil',
    status: 'failed',
    errorSummary: { message: 'GET /?token=abcdefghijkl failed' },
  });
  const store = () => createFakeStore([hostile]);

  it('prints a table on a terminal and JSON in a pipe', async () => {
    const line = ['workflows', 'runs', 'list'];
    expect((await runCli(line, { columns: 100 })).out).toMatch(/^.*STATUS/);
    expect(JSON.parse((await runCli(line)).out)).toHaveProperty('data');
  });

  it('keeps the bytes in data', async () => {
    const { out } = await runCli(['workflows', 'runs', 'list', '--json'], { store: store() });
    expect(JSON.parse(out).data[0]).toMatchObject({ name: 'a\tb\nc', actor: 'e\u001B[31mvil' });
  });

  it('keeps each run on one line of ndjson and tsv', async () => {
    const lines = ['workflows', 'runs', 'list', '-o'];
    const ndjson = await runCli([...lines, 'ndjson'], { store: store() });
    expect(ndjson.out.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(ndjson.out)).toMatchObject({ id: 'run_x', name: 'a\tb\nc' });
    const tsv = await runCli([...lines, 'tsv'], { store: store() });
    expect(tsv.out.trimEnd().split('\n')[1]).toContain('\ta\\tb\\nc\t');
  });

  it('masks data only with --redact, and text always', async () => {
    const line = ['workflows', 'runs', 'list', '-o'];
    expect((await runCli([...line, 'json'], { store: store() })).out).toContain('abcdefghijkl');
    expect((await runCli([...line, 'json', '--redact'], { store: store() })).out).not.toContain(
      'abcdefghijkl',
    );
    expect((await runCli([...line, 'tsv', '--redact'], { store: store() })).out).not.toContain(
      'abcdefghijkl',
    );
    expect((await runCli([...line, 'table'], { store: store() })).out).not.toContain('abcdefghijkl');
  });

  it('lets no escape sequence into a table', async () => {
    const { out } = await runCli(['workflows', 'runs', 'list', '-o', 'table'], { store: store() });
    expect(out).not.toContain('\u001B');
    expect(out.trimEnd().split('\n')).toHaveLength(2);
  });

  it.each([
    ['json', '{\n  "data": [],\n  "nextCursor": null\n}\n', ''],
    ['yaml', 'data: []\nnextCursor: null\n', ''],
    ['ndjson', '', ''],
    ['table', '', 'no such runs yet: record one with runlens/recorder, or try "runlens demo"\n'],
  ])('prints no results as %s and exits 0', async (format, out, err) => {
    const result = await runCli(['workflows', 'runs', 'list', '-o', format], { store: createFakeStore([]) });
    expect(result).toEqual({ code: 0, out, err });
  });

  it('says that no runs match where runs may have been left out', async () => {
    const { err } = await runCli([
      'history',
      'list',
      '--filter',
      'actor:nobody',
      '-o',
      'table',
      '--target',
      '.',
    ]);
    expect(err).toBe('no runs match\n  there is ada\n');
  });

  it('leaves the heading of tsv out when told to, and refuses that of other formats', async () => {
    const line = ['workflows', 'runs', 'list', '--no-header'];
    const { out } = await runCli([...line, '-o', 'tsv'], { store: store() });
    expect(
      out
        .trimEnd()
        .split('\n')
        .map(row => row.split('\t')[1]),
    ).toEqual(['workflow']);
    const refused = await runCli([...line, '--json'], { store: store() });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('--no-header goes with -o tsv') });
  });

  it('prints the heading of an empty tsv', async () => {
    const { out } = await runCli(['workflows', 'runs', 'list', '-o', 'tsv'], { store: createFakeStore([]) });
    expect(out).toMatch(/^id\tkind\tname\tstatus\t.*\n$/);
  });
});

it('says once what the store could not read', async () => {
  const store = createFakeStore(sampleRuns);
  const noting = {
    ...store,
    listRuns: async (...asked: Parameters<typeof store.listRuns>) => ({
      ...(await store.listRuns(...asked)),
      notes: ['2 lines of a.jsonl could not be read'],
    }),
  };
  const { code, out, err } = await runCli(['workflows', 'runs', 'list', '--json'], { store: noting });
  expect({ code, err }).toEqual({ code: 0, err: 'runlens: 2 lines of a.jsonl could not be read\n' });
  expect(JSON.parse(out).data).toHaveLength(3);
});

it('a table ordered by duration shows what it is ordered by: the time without sleep', async () => {
  const slept = createRun({ id: 'slept', startedAt: now - 60_000, finishedAt: now, pausedMs: 58_000 });
  const list = async (...words: readonly string[]) => {
    const line = ['workflows', 'runs', 'list', '-o', 'table', ...words];
    return (await runCli(line, { store: createFakeStore([slept]) })).out;
  };
  expect(await list('--sort', '-duration')).toMatch(/RUNNING[\s\S]+ 2\.0s/u);
  expect(await list()).toMatch(/DURATION[\s\S]+ 1m 00s/u);
});

it('a list that was asked about what is usual shows it, as a column and in JSON', async () => {
  const usual = { medianMs: 1_000, p95Ms: 2_000 };
  const run = createRun({ id: 'slow', startedAt: now - 3_100, finishedAt: now, usual });
  const store = createFakeStore([run, createRun({ id: 'new', usual: undefined })]);
  const line = ['workflows', 'runs', 'list', '--filter', 'duration:>3x'];
  const table = await runCli([...line, '-o', 'table'], { store });
  expect(table.out).toMatch(/DURATION +SLOW[\s\S]* 3\.1s +3\.1×/u);
  expect(JSON.parse((await runCli(line, { store })).out).data).toMatchObject([
    { id: 'slow', usual, slowness: 3.1 },
  ]);
  const plain = await runCli(['workflows', 'runs', 'list', '-o', 'table'], {
    store: createFakeStore([createRun({ id: 'plain' })]),
  });
  expect(plain.out).not.toContain('SLOW');
});
