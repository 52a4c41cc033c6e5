import { describe, expect, it } from 'vitest';
import type { Context } from '../../../src/cli/context/context.ts';
import { runTable } from '../../../src/cli/print/run-text-table.ts';
import { displayWidth } from '../../../src/model/text/width.ts';
import { isThorough } from '../../trials.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now, sampleRuns } from '../sample-runs.ts';

const line = ['history', 'list', '--target', '.'];
const longId = `run_${'0123456789'.repeat(3)}`;

describe('the table', () => {
  it.each([60, 80, 120, 200])('fits a terminal of %i columns', async columns => {
    const { out } = await runCli(line, { columns, env: { NO_COLOR: '1' } });
    await expect(out).toMatchFileSnapshot(`../../golden/cli/table-${columns}.txt`);
    for (const row of out.split('\n')) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
  });

  it('shows what it is sorted by: the time that a run was running, and columns that are not usual', async () => {
    const slept = { durationMs: 90_000_000, pausedMs: 86_400_000 };
    const createdAt = now - slept.durationMs;
    const run = createRun({
      id: 'run_slept',
      status: 'success',
      createdAt,
      startedAt: createdAt,
      finishedAt: now,
      pausedMs: slept.pausedMs,
      costUsd: 1.5,
    });
    const store = createFakeStore([run]);
    const table = async (sort: string) =>
      (await runCli([...line, '--sort', sort], { store, columns: 160 })).out;
    expect(await table('-created')).toMatch(/ DURATION [\s\S]* 1d 01h /);
    expect(await table('-duration')).toMatch(/ RUNNING [\s\S]* 1h( 00m)? /);
    expect(await table('-duration')).not.toContain('DURATION');
    expect(await table('-created')).not.toContain('COST');
    expect(await table('-cost')).toMatch(/ COST[\s\S]*\$1\.50/);
  });

  it.runIf(isThorough)('has as many rows as were asked for, also where these are very many', async () => {
    const runs = Array.from({ length: 130_000 }, () => createRun({ id: 'run_1' }));
    const context = { stdout: process.stdout, env: {}, now: () => now } as unknown as Context;
    const rows = await runTable(runs, 'shop', context);
    expect(rows).toHaveLength(runs.length + 1);
  });

  it('never cuts an id', async () => {
    const store = createFakeStore([createRun({ id: longId }), ...sampleRuns]);
    const { out } = await runCli(line, { store, columns: 80 });
    expect(out).toContain(longId);
  });

  it('shows the ports of targets on one host, however narrow the column', async () => {
    const names = ['192.0.2.2:14777', '192.0.2.2:24777'];
    const store = createFakeStore(names.map((target, at) => createRun({ id: `run_${at}`, target })));
    const merged = { ...store, target: { ...store.target, name: names.join(',') } };
    const { out } = await runCli(line, { store: merged, columns: 60, env: { NO_COLOR: '1' } });
    const told = [...out.matchAll(/\d4777/g)].map(([port]) => port);
    expect(told).toEqual(['24777', '14777']);
  });

  it('gives the names of targets the room that they need, up to 14 columns', async () => {
    const names = ['samples', 'samples~workflow-sdk'];
    const store = createFakeStore(names.map((target, at) => createRun({ id: `run_${at}`, target })));
    const merged = { ...store, target: { ...store.target, name: names.join(',') } };
    const { out } = await runCli(line, { store: merged, columns: 80, env: { NO_COLOR: '1' } });
    expect(out).toMatch(/run_0 {2}samples {9}/);
    expect(out).toMatch(/run_1 {2}…~workflow-sdk {2}/);
  });

  it('keeps its columns straight with wide characters', async () => {
    const names = ['日本語の名前', 'e\u0301tude', '👩‍👩‍👧 family', 'plain'];
    const store = createFakeStore(names.map((name, at) => createRun({ id: `run_${at}`, name })));
    const { out } = await runCli([...line, '-o', 'table'], { store, env: { COLUMNS: '100' } });
    const starts = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(row => displayWidth(row.slice(0, row.indexOf('run_'))));
    expect(new Set(starts).size).toBe(1);
  });

  it('colours statuses on a terminal only', async () => {
    expect((await runCli(line, { columns: 80 })).out).toContain('\u001B[31m');
    expect((await runCli([...line, '-o', 'table'])).out).not.toContain('\u001B');
    expect((await runCli(line, { columns: 80, env: { TERM: 'dumb' } })).out).not.toContain('\u001B');
  });
});
