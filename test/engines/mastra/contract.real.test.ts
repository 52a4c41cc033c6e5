import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { readUntil, startMastra, until } from './start-mastra.ts';

describeReadableStore('files that Mastra exports', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-mastra-'));
  const place = join(folder, 'traces.jsonl');
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'run-workflows.js'), place]);
  return {
    open: ({ scanRows } = {}) =>
      openOtlpStore({
        place,
        target: { name: 'otlp', kind: 'otlp', location: place, reason: 'argument' },
        pollMs: 20,
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    fingerprint: async () => readFileSync(place, 'utf8'),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

describeReadableStore('the file of a Mastra application', async () => {
  const mastra = await startMastra();
  const flows = [
    'okFlow',
    'typeErrorFlow',
    'httpErrorFlow',
    'napFlow',
    'waitFlow',
    'parentFlow',
    'sidesFlow',
  ];
  for (const flow of [...flows, 'waitingParentFlow', 'eachFlow', 'againFlow', 'bailFlow', 'askFlow'])
    await mastra.run(flow, `run-${flow}`, { userId: 7, question: 'How is Rome?' });
  for (const flow of ['sleepFlow', 'slowFlow']) await mastra.begin(flow, `run-${flow}`);
  await mastra.run('okFlow', 'large', { text: 'x'.repeat(200_000) });
  await mastra.post('api/workflows/okFlow/create-run?runId=queued');
  for (const messages of ['How is Rome?', 'please break'])
    await mastra.post('api/agents/helper/generate', { messages });
  const store = await mastra.open();
  await readUntil(store, 'slow-flow:run-slowFlow', ({ steps = [] }) => steps.length === 2);
  await readUntil(store, 'ask-flow:run-askFlow', ({ messages = [] }) => messages.length === 4);
  await until(
    () => 'not all spans are there',
    async () => (await store.workflows()).some(({ name, total }) => name === 'helper' && total === 2),
  );
  await store.close();
  let count = 0;
  return {
    open: ({ scanRows } = {}) =>
      mastra.open(scanRows === undefined ? {} : { scanBudget: { ms: 60_000, rows: scanRows } }),
    async addRun() {
      count += 1;
      // Its spans are written seconds later, and are another change.
      await mastra.post(`api/workflows/okFlow/create-run?runId=more-${count}`);
    },
    strangeIds: ['ok-flow', 'ok-flow:', ':large', "' or 1=1 --", 'a:b:c:d'],
    fingerprint: async () => ['', '-wal'].map(ending => hashOf(mastra.file + ending)).join(),
    remove: mastra.remove,
  };
});

function hashOf(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
}
