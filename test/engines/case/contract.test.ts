import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCase } from '../../../src/case-file/write-case.ts';
import { openCaseStore } from '../../../src/engines/case/open-case-store.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { Run } from '../../../src/model/run.ts';
import { wholeRun } from '../../case-file/whole-run.ts';
import { createRun, now, sampleRuns } from '../../cli/sample-runs.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';

const origin = { program: 'runlens 9.9.9', createdAt: now, from: ['sqlite'] };

function failed(id: string, message: string, at: number): Run {
  const error = { value: { message }, message };
  const errorSummary = summarizeFailure({ error, name: 'charge' });
  return createRun({ id, name: 'charge', status: 'failed', createdAt: now - at, error, errorSummary });
}

const runs: readonly Run[] = [
  ...sampleRuns,
  failed('c1', 'the card 4711 was refused', 1_000),
  failed('c2', 'the card 4712 was refused', 2_000),
  failed('c3', 'there is no such account', 3_000),
  createRun({ id: 'c4', name: 'charge', createdAt: now - 500 }),
  createRun({ id: 'odd', status: 'unknown', statusRaw: 'evicted' }),
  wholeRun('whole', () => 'word', now - 9_000),
];

describeReadableStore('a case file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-case-'));
  const path = join(folder, 'x.case.json');
  // One record is broken.
  const write = (all: readonly Run[]) =>
    writeFileSync(path, writeCase(all, origin).text.replace('"runs":[', '"runs":[{"id":"broken"},'));
  write(runs);
  const original = readFileSync(path, 'utf8');
  let added: readonly Run[] = [];
  return {
    open: ({ scanRows } = {}) =>
      openCaseStore({
        place: path,
        target: { name: 'case', kind: 'case', location: path, reason: 'argument' },
        pollMs: 20,
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    addRun: async () => {
      added = [...added, createRun({ id: `new_${added.length}`, createdAt: now + added.length })];
      write([...runs, ...added]);
    },
    strangeIds: [path, '__proto__', 'constructor', ''],
    fingerprint: async () => (added.length > 0 ? original : readFileSync(path, 'utf8')),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
