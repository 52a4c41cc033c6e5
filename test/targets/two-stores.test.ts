import { describe, expect, it } from 'vitest';
import { listTargets } from '../../src/targets/list-targets.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { targetKey } from '../../src/targets/target.ts';
import { createHome } from './temporary-home.ts';

const span = '{"resourceSpans":[]}\n';
const traces = { 'both/traces.jsonl': span };
const workflowData = { 'both/.workflow-data/runs/a.json': '{}' };

type Home = ReturnType<typeof createHome>;

/** The names in the list, after checking that each opens what its line shows. */
async function workingNames(home: Home, named?: string): Promise<readonly string[]> {
  const listed = await listTargets(named, home);
  for (const { name, target } of listed) {
    const found = await resolveTarget(name, home);
    expect([name, targetKey(found)]).toEqual([name, target && targetKey(target)]);
  }
  return listed.map(({ name }) => name);
}

describe('two stores in one folder', () => {
  it('are listed by names that open them', async () => {
    const home = createHome({ ...traces, ...workflowData }, { cwd: 'both' });
    expect(await workingNames(home)).toEqual(['both~workflow-sdk', 'both~otlp']);
    expect(await workingNames(home, './traces.jsonl')).toEqual(['both~otlp', 'both~workflow-sdk']);
  });

  it('are listed by names that open them, also where one is named in a configuration', async () => {
    const yaml = 'targets:\n  both: ./other/runs.db\n  data: ./.workflow-data\n';
    const files = { ...traces, ...workflowData, 'both/other/runs.db': '', 'both/runlens.config.yaml': yaml };
    const home = createHome(files, { cwd: 'both' });
    expect(await workingNames(home)).toEqual(['data', 'both', 'both~otlp']);
    const alone = createHome(
      { ...traces, 'both/runs.db': '', 'both/runlens.config.yaml': 'targets: { both: ./runs.db }' },
      { cwd: 'both' },
    );
    expect(await workingNames(alone)).toEqual(['both~otlp', 'both']);
  });

  it('of three kinds, and in folders of one name, are all listed by names that open them', async () => {
    const files = { ...traces, ...workflowData, 'both/.runlens/runs.db': '', 'both/both/traces.jsonl': span };
    const home = createHome(files, { cwd: 'both/both' });
    expect(await workingNames(home)).toEqual([
      'both~otlp',
      'both~sqlite',
      'both~workflow-sdk',
      'both~otlp~2',
    ]);
  });

  it('are reported: which one was passed over, and how to open it', async () => {
    const home = createHome({ ...traces, ...workflowData, 'traces.jsonl': span }, { cwd: 'both' });
    const target = await resolveTarget(undefined, home);
    expect(target.info.kind).toBe('workflow-sdk');
    expect(target.warnings).toEqual(['./traces.jsonl (otlp) is here, too: --target both~otlp opens it']);
    expect((await resolveTarget('both~otlp', home)).warnings).toEqual([]);
  });

  it('are reported where the folder is named', async () => {
    const home = createHome({ ...traces, ...workflowData });
    const target = await resolveTarget('../both', home);
    expect(target.info.kind).toBe('workflow-sdk');
    const other = '~/both/traces.jsonl (otlp) is there, too: --target ~/both/traces.jsonl opens it';
    expect(target.warnings).toEqual([other]);
    expect((await resolveTarget('../both/traces.jsonl', home)).warnings).toEqual([]);
    expect((await resolveTarget('../both/.workflow-data', home)).warnings).toEqual([]);
  });

  it('are one where an environment variable names it from every folder', async () => {
    const home = createHome(workflowData, { cwd: 'both' });
    const env = { WORKFLOW_LOCAL_DATA_DIR: home.path('both/.workflow-data') };
    expect(await workingNames({ ...home, env })).toEqual(['both']);
    expect((await resolveTarget(undefined, { ...home, env })).warnings).toEqual([]);
  });
});

describe('a traces.jsonl that is not recognized', () => {
  it.each([
    ['', 'it is empty'],
    ['hello\n', 'it does not begin with a line of OTLP/JSON'],
    ['{"resourceMetrics":[]}\n', 'it holds metrics, and runs are made of spans'],
  ])('%o is not called missing', async (text, why) => {
    const home = createHome({ 'project/traces.jsonl': text });
    await expect(resolveTarget(undefined, home)).rejects.toThrow(
      `./traces.jsonl is no store of runs, because ${why}`,
    );
    await expect(resolveTarget(undefined, home)).rejects.not.toThrow('there is no .runlens');
    expect(await listTargets(undefined, home)).toMatchObject([
      { name: 'otlp', location: './traces.jsonl', from: 'found here', isUsed: false },
    ]);
  });
});

describe('a name that is a file', () => {
  it.each([
    ['metrics.json', '{"resourceMetrics":[]}\n', 'metrics.json is not a file of runs: it holds metrics'],
    ['metrics.ndjson', '', 'metrics.ndjson is not a file of runs: it is empty'],
    ['data.json', '{"a":1}', 'data.json is not a file of runs: it does not begin with'],
  ])('means that file: %s', async (name, text, message) => {
    const home = createHome({ [`project/${name}`]: text, 'project/.runlens/runs.db': '' });
    await expect(resolveTarget(name, home)).rejects.toThrow(message);
  });

  it('opens it where it holds spans', async () => {
    const home = createHome({ 'project/spans.json': span });
    expect((await resolveTarget('spans.json', home)).info).toMatchObject({ kind: 'otlp', name: 'spans' });
  });

  it('means the folder of that name where nothing else has it', async () => {
    const home = createHome({ 'project/app/readme': '' });
    await expect(resolveTarget('app', home)).rejects.toThrow('the folder app holds no');
    await expect(resolveTarget('nothing', home)).rejects.toThrow('there is no target named "nothing"');
  });
});
