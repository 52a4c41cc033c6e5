import { describe, expect, it } from 'vitest';
import type { WorkflowInfo } from '../../../src/contract/workflow-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, sampleRuns } from '../sample-runs.ts';

async function complete(
  line: string,
  options: Parameters<typeof runCli>[1] = {},
): Promise<readonly string[]> {
  const { code, out, err } = await runCli(['__complete', 'fish', line], options);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.split('\n').slice(0, -1);
}

describe('what is offered', () => {
  it('starts what a program offers, and what the store knows where none offers anything', async () => {
    const info = (name: string) => ({ name, kind: 'workflow', total: 1, failed: 0, active: 0 }) as const;
    const storeOf = (...infos: readonly WorkflowInfo[]) =>
      createFakeStore([], { overrides: { workflows: async () => infos } });
    const offered = storeOf(info('a'), { ...info('b'), isOffered: true });
    expect(await complete('runlens workflows run ', { store: offered })).toEqual(['b']);
    const others = { store: storeOf(info('a'), info('b')) };
    expect(await complete('runlens workflows run ', others)).toEqual(['a', 'b']);
  });

  it.each([
    [
      'runlens ',
      [
        'demo',
        'workflows',
        'agents',
        'history',
        'failures',
        'case',
        'explain',
        'diff',
        'report',
        'watch',
        'targets',
        'acts',
        'prune',
        'serve',
        'listen',
        'mcp',
        'completion',
      ],
    ],
    ['runlens work', ['workflows']],
    ['runlens workflows ', ['list', 'run', 'runs']],
    ['runlens workflows runs ', ['list', 'get', 'cancel', 'retry', 'act']],
    ['runlens agents sessions ', ['list', 'get', 'cancel']],
    ['runlens failures list --sort ', ['last', 'count', 'first']],
    ['runlens targets ', ['list', 'use', 'test']],
    ['runlens completion ', ['bash', 'zsh', 'fish']],
    ['runlens workflows runs list --st', ['--status']],
    ['runlens workflows runs list -o ', ['table', 'json', 'yaml', 'ndjson', 'tsv']],
    ['runlens workflows runs list --output ts', ['tsv']],
    ['runlens history list --kind ', ['workflow', 'agent']],
    ['runlens workflows runs list --status fa', ['failed']],
    ['runlens workflows runs list --status failed,ca', ['failed,canceled']],
    ['runlens history get x --include steps,tra', ['steps,trace']],
    ['runlens workflows runs list --sort -dur', ['-duration']],
    ['runlens workflows runs list ', ['invoice-sync', 'signup-pipeline']],
    ['runlens workflows runs list sig', ['signup-pipeline']],
    ['runlens agents sessions get ', ['support-agent']],
    ['runlens workflows runs get signup-pipeline ', ['run_failed', 'run_done']],
    ['runlens workflows runs get signup-pipeline run_f', ['run_failed']],
    ['runlens case ', ['save']],
    ['runlens case save run_d', ['run_done']],
    ['runlens case save run_done run_failed ', ['run_running', 'ses_1']],
    ['runlens workflows runs cancel run_done run_r', ['run_running']],
    ['runlens workflows runs cancel ', ['run_running']],
    ['runlens workflows runs cancel run_done ', ['run_running']],
    ['runlens workflows runs cancel run_running ', []],
    ['runlens workflows runs act resume run_r', ['run_running']],
    ['runlens workflows runs act resume ', ['run_running', 'run_failed', 'ses_1', 'run_done']],
    ['runlens diff run_failed ', ['run_running', 'ses_1', 'run_done']],
    ['runlens explain run_f', ['run_failed']],
    ['runlens report ', ['diff']],
    ['runlens report diff run_d', ['run_done']],
    ['runlens agents sessions get support-agent ', ['ses_1']],
    ['runlens history get ses', ['ses_1']],
    ['runlens --filter status:fa', ['status:failed']],
    ["runlens --filter 'since:24h workflow:sig", ['since:24h workflow:signup-pipeline']],
    ['runlens workflows runs list nope ', []],
    ['runlens workflows runs list --limit ', []],
  ])('after %j', async (line, expected) => {
    expect(await complete(line)).toEqual(expected);
  });

  it('offers the names of the configuration after --target', async () => {
    const files = { 'config/config.yaml': 'targets:\n  shop: ../shop.db\n  stage: ../stage.db\n' };
    expect(await complete('runlens --target s', { files })).toEqual(['shop', 'stage']);
    expect(await complete('runlens --target shop,', { files })).toEqual(['shop,stage']);
    expect(await complete('runlens targets test stage,s', { files })).toEqual(['stage,shop']);
  });

  it('offers no name that holds a secret, and a filter for it that ends before the secret', async () => {
    const name = 'sync?api_key=Zq7vK2mXw9RtB4';
    const store = createFakeStore([createRun({ id: 'run_1', name })]);
    expect(await complete('runlens workflows runs list ', { store })).toEqual([]);
    expect(await complete("runlens --filter 'workflow:sync", { store })).toEqual(['workflow:sync?api_key=*']);
  });

  it('completes from the target that the line names', async () => {
    const asked: string[] = [];
    const store = createFakeStore(sampleRuns);
    const files = { 'other/runs.db': '', 'project/.runlens/runs.db': '' };
    await runCli(['__complete', 'fish', 'runlens workflows runs list --target ../other/runs.db sig'], {
      files,
      store: {
        ...store,
        workflows: async () => {
          asked.push('asked');
          return store.workflows();
        },
      },
    });
    expect(asked).toEqual(['asked']);
  });

  it('runs no program and connects to no server, only to complete a word', async () => {
    const asked: string[] = [];
    const store = createFakeStore(sampleRuns);
    const workflows = async () => {
      asked.push('asked');
      return store.workflows();
    };
    const remote = [
      'keystroke:',
      'restate:',
      'https://runs.example',
      'postgres://db/runs',
      'keystroke:,restate:',
    ];
    const lines = remote.map(target => `runlens workflows runs list --target ${target} sig`);
    for (const line of lines) {
      const done = await runCli(['__complete', 'fish', line], {
        files: { 'other/runs.db': '' },
        store: { ...store, workflows },
      });
      expect(done).toMatchObject({ code: 0, out: '' });
    }
    expect(asked).toEqual([]);
  });

  it.each(['--target other', '--target=other'])('completes from the target of %s', async option => {
    const files = { 'other/.runlens/runs.db': '' };
    expect(await complete(`runlens workflows runs list ${option} sig`, { files, cwd: '.' })).toEqual([
      'signup-pipeline',
    ]);
  });

  it('completes from the local ones of several targets', async () => {
    const line = 'runlens workflows runs list --target https://runs.example,../other/runs.db sig';
    const files = { 'other/runs.db': '' };
    expect(await complete(line, { files })).toEqual(['signup-pipeline']);
  });

  it('gives up on a store that does not answer', async () => {
    const store = createFakeStore([], { overrides: { workflows: () => new Promise(() => {}) } });
    expect(await complete('runlens workflows runs list ', { store })).toEqual([]);
  });

  it.each(['-rf', '--yes', 'x\u001b[31m', 'x\u009b2J', 'x\u202ey', 'x'.repeat(2_000)])(
    'never offers a name that is an option, or that a terminal would obey: %j',
    async name => {
      const store = createFakeStore([createRun({ id: 'a', name }), createRun({ id: name, name: 'ok' })]);
      expect(await complete('runlens workflows runs list ', { store })).toEqual(['ok']);
      expect(await complete('runlens workflows runs get ok ', { store })).toEqual([]);
    },
  );

  it('never offers a name that would break the line', async () => {
    const store = createFakeStore([
      createRun({ id: 'a', name: 'x\nrm -rf' }),
      createRun({ id: 'b', name: 'xy' }),
    ]);
    expect(await complete('runlens workflows runs list x', { store })).toEqual(['xy']);
  });

  it('offers nothing, without a word, where the store cannot be read', async () => {
    expect(await complete('runlens workflows runs list ', { files: {} })).toEqual([]);
    const store = createFakeStore([], {
      overrides: {
        workflows: async () => {
          throw new InspectorError('unreadable', 'garbage');
        },
      },
    });
    expect(await complete('runlens workflows runs list ', { store })).toEqual([]);
  });
});
