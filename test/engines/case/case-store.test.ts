import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mostCaseBytes } from '../../../src/case-file/case-format.ts';
import { writeCase } from '../../../src/case-file/write-case.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { caseEngine } from '../../../src/engines/case/case-engine.ts';
import { openCaseStore } from '../../../src/engines/case/open-case-store.ts';
import { isLazy, withWholeValues } from '../../../src/model/payload/lazy/lazy-parts.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Run } from '../../../src/model/run.ts';
import { readRunWithSteps } from '../../../src/operations/read-run-with-steps.ts';
import { createRun, now, sampleRuns } from '../../cli/sample-runs.ts';
import { trials } from '../../trials.ts';

const origin = { program: 'runlens 9.9.9', createdAt: now, from: ['sqlite'] };

function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-case-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return { folder, write };
}

async function open(path: string) {
  const target = { name: 'x', kind: 'case', location: './x.case.json', reason: 'argument' };
  const store = await openCaseStore({ place: path, target });
  onTestFinished(() => store.close());
  const list = () => store.listRuns(emptyQuery, { sort: newestFirst, limit: 9, now });
  return { store, list };
}

const openRuns = (runs: readonly Run[]) =>
  open(createFolder().write('x.case.json', writeCase(runs, origin).text));

describe('a case file is found', () => {
  const text = writeCase(sampleRuns, origin).text;

  it('by its name, and under another name by how it begins', () => {
    const { folder, write } = createFolder();
    const whole = write('x.case.json', text);
    const renamed = write('from ada, 2.json', text);
    const broken = write('broken.case.json', '{');
    const other = write('package.json', '{"name":"x"}');
    const asText = write('x.txt', text);
    mkdirSync(join(folder, 'folder.case.json'));
    const paths = [
      whole,
      renamed,
      broken,
      other,
      asText,
      join(folder, 'folder.case.json'),
      join(folder, 'no.case.json'),
    ];
    expect(paths.map(path => caseEngine.recognize?.(path))).toEqual([
      ...[whole, renamed, broken],
      ...[undefined, undefined, undefined, undefined],
    ]);
    expect([whole, renamed].map(caseEngine.nameOf)).toEqual(['x', 'from ada_ 2']);
  });

  it('by an address', () => {
    const where = { base: '/cases', home: '/home/ada' };
    expect(caseEngine.locate('x.case.json', where)).toBe('/cases/x.case.json');
    expect(caseEngine.locate('//~/x.case.json', where)).toBe('/home/ada/x.case.json');
    expect(() => caseEngine.locate('', where)).toThrow('"case:" names no file');
  });
});

it('notes the runs that cannot be read, and lists the others', async () => {
  const { write } = createFolder();
  const text = writeCase(sampleRuns, origin).text.replace('"runs":[', '"runs":[{"id":7},');
  const { list } = await open(write('x.case.json', text));
  const page = await list();
  expect(page.runs).toHaveLength(sampleRuns.length);
  expect(page.notes).toEqual(['1 of 5 runs could not be read: runs[0].id: must be string']);
});

describe('a file that cannot be read', () => {
  it('is told when it is opened or read, with what to do', async () => {
    const { folder, write } = createFolder();
    await expect(open(join(folder, 'gone.case.json'))).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(open(folder)).rejects.toMatchObject({ message: expect.stringContaining('is not a file') });
    const { list } = await open(write('x.case.json', '{"runlensCase":1,"ru'));
    await expect(list()).rejects.toMatchObject({ kind: 'unreadable', hint: expect.any(String) });
  });

  it('is refused unread when it is larger than any case', async () => {
    const path = createFolder().write('x.case.json', '{"runlensCase":1}');
    truncateSync(path, mostCaseBytes + 1);
    await expect(open(path)).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('has more than 256 MB, the most that a case file may have'),
    });
  });

  it('is told when it is nested too deeply', async () => {
    const { write } = createFolder();
    const deep = '['.repeat(500_000) + ']'.repeat(500_000);
    const text = writeCase([createRun({ id: 'run_1', input: 'x' })], origin).text;
    const { list } = await open(write('x.case.json', text.replace('"input":"x"', `"input":${deep}`)));
    await expect(list()).rejects.toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('it is nested more than 3000 levels deep'),
    });
  });

  it('is read again once it was written whole', async () => {
    const { write } = createFolder();
    const path = write('x.case.json', '{');
    const { list } = await open(path);
    await expect(list()).rejects.toMatchObject({ name: 'InspectorError' });
    writeFileSync(path, writeCase(sampleRuns, origin).text);
    expect((await list()).runs).toHaveLength(sampleRuns.length);
  });
});

it('gives large payloads to be read where they are looked at, and whole where they are asked for', async () => {
  const rows = Array.from({ length: 12_000 }, (_, at) => ({ at, name: `row ${at}` }));
  const step = { id: 's', name: 's', type: 'action', status: 'success', attempt: 1, output: rows } as const;
  const run = createRun({ id: 'run_1', input: { rows }, output: 'long '.repeat(90_000), steps: [step] });
  const { store } = await openRuns([run]);
  const lazy = await store.getRun('run_1', { include: { lazyPayloads: true, steps: true } });
  expect([lazy?.input, lazy?.output, lazy?.steps?.[0]?.output].map(isLazy)).toEqual([true, true, true]);
  expect(withWholeValues(lazy)).toMatchObject({ input: { rows }, output: run.output, steps: [step] });
  expect(await store.getRun('run_1')).toMatchObject({ input: { rows }, output: run.output });
});

it('gives thousands of steps in pages, in their order', async () => {
  const many = trials(20_000, 2_000);
  const steps = Array.from({ length: many }, (_, at) => {
    return {
      id: `s${(at * 7919) % many}`,
      name: `s ${at}`,
      type: 'action',
      status: 'success',
      attempt: 1,
    } as const;
  });
  const { store } = await openRuns([createRun({ id: 'run_1', stepCount: steps.length, steps })]);
  const { signal } = new AbortController();
  const read = await readRunWithSteps(store, createRun({ id: 'run_1', stepCount: steps.length }), { signal });
  expect(read?.steps).toEqual(steps);
});
