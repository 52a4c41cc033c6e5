import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';

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
