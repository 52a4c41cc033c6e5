import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { openLedgerStore } from './open-ledger-store.ts';

const start = Date.UTC(2026, 0, 31);
let count = 0;

function writeRun(folder: string, record: Readonly<Record<string, unknown>>): void {
  count += 1;
  const whole = { workflow: 'signup', createdAt: start + count * 1_000, ...record };
  writeFileSync(join(folder, `run-${count}.json`), JSON.stringify(whole));
}

const error = { message: 'the card was refused' };
const charge = { name: 'charge', state: 'failed', createdAt: start, finishedAt: start + 5, error };

describeReadableStore('a ledger', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  writeRun(folder, { state: 'failed', finishedAt: start + 9_000, error, steps: [charge], input: { n: 1 } });
  const refused = { message: 'the card 4711 was refused' };
  writeRun(folder, { workflow: 'orders', state: 'failed', finishedAt: start + 9_000, error: refused });
  const again = { message: 'the card 4712 was refused' };
  writeRun(folder, { workflow: 'orders', state: 'failed', finishedAt: start + 9_000, error: again });
  writeRun(folder, { workflow: 'orders', state: 'success', finishedAt: start + 9_000 });
  writeRun(folder, { state: 'running', steps: [{ name: 'wait', state: 'running', createdAt: start }] });
  writeRun(folder, { state: 'evicted', finishedAt: start + 9_000, output: null });
  writeFileSync(join(folder, 'broken.json'), '{"workflow":');
  const target = { name: 'shop', kind: 'ledger', location: folder, reason: 'argument' };
  return {
    open: async ({ scanRows = 1_000_000 } = {}) =>
      openLedgerStore(folder, target, { ms: 60_000, rows: scanRows }),
    addRun: async () => writeRun(folder, { state: 'success', finishedAt: start + 99_000 }),
    strangeIds: ['../secret', '.'],
    fingerprint: async () =>
      readdirSync(folder)
        .map(name => `${name} ${readFileSync(join(folder, name), 'utf8')}`)
        .join('\n'),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
