import { openN8nStore } from '../../../src/engines/n8n/open-n8n-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { key, startStandIn } from './stand-in.ts';

describeReadableStore('n8n (a server that answers with samples of 2.40.7)', async () => {
  const standIn = await startStandIn();
  const { url, add } = standIn;
  const at = (second: number) => `2026-11-30T10:41:${String(second).padStart(2, '0')}.000Z`;
  add({ status: 'crashed', startedAt: at(1), stoppedAt: at(2), workflowId: 'deleted000000001' });
  add({ status: 'running', startedAt: at(3), stoppedAt: null });
  add({ status: 'waiting', startedAt: at(4), stoppedAt: at(5), waitTill: '2026-12-30T10:00:00.000Z' });
  add({ status: 'waiting', startedAt: at(4), stoppedAt: at(5), waitTill: '3000-01-01T00:00:00.000Z' });
  add({ status: 'unknown', startedAt: at(6), stoppedAt: at(7) });
  const before = JSON.stringify([...standIn.rows]);
  let added = 0;
  return {
    open: ({ scanRows } = {}) =>
      openN8nStore({
        ...{ url, token: key, pollMs: 20 },
        target: { name: 'n8n', kind: 'n8n', location: url, reason: 'argument' },
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    async addRun() {
      added += 1;
      add({ startedAt: at(20 + added), stoppedAt: at(20 + added) });
    },
    strangeIds: ['', '0', '1e1', '-1', '999', '__proto__', '2/stop'],
    fingerprint: async () => JSON.stringify([...standIn.rows].slice(0, JSON.parse(before).length)),
    remove: standIn.close,
  };
});
