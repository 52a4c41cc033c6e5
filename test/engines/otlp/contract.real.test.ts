import { readFileSync } from 'node:fs';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { createEmitter } from './start-emit.ts';

describeReadableStore('files of real OpenTelemetry exporters', async () => {
  const emitter = createEmitter();
  await emitter.run('ok', 'failing', 'old', 'agent', 'nested', 'served');
  await emitter.run('crash');
  const original = readFileSync(emitter.traces, 'utf8');
  let added = 0;
  return {
    open: ({ scanRows } = {}) =>
      openOtlpStore({
        place: emitter.traces,
        target: { name: 'otlp', kind: 'otlp', location: emitter.traces, reason: 'argument' },
        pollMs: 20,
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    // One more trace each time: those without an id are runs of their own.
    addRun: async () => {
      added += 1;
      if (added <= 3) await emitter.run('old');
    },
    fingerprint: async () =>
      readFileSync(emitter.traces, 'utf8').startsWith(original) ? original : 'changed',
    remove: async () => emitter.remove(),
  };
});
