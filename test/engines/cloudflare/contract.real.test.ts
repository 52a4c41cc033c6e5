import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { startWrangler, until } from './start-wrangler.ts';

describeReadableStore('Cloudflare Workflows', async () => {
  const wrangler = await startWrangler();
  const kinds = ['plain', 'recovers', 'fails', 'refused', 'caught', 'sleeps', 'waits', 'runs', 'parent'];
  for (const kind of [...kinds, 'fails', 'backsOff', 'pages']) await wrangler.begin(kind);
  const store = await wrangler.open();
  const settled = async () => {
    const counts = await store.counts();
    return counts?.running === 2 && counts.failed === 4;
  };
  await until(() => 'not all have come to rest', settled);
  await store.close();
  return {
    open: ({ scanRows } = {}) =>
      wrangler.open(scanRows === undefined ? {} : { scanBudget: { ms: 60_000, rows: scanRows } }),
    addRun: async () => {
      await wrangler.begin('plain');
    },
    strangeIds: ['../metadata', 'orders:', ':plain-0', "' or 1=1 --"],
    fingerprint: async () =>
      globSync('workflows/**/*.sqlite*', { cwd: wrangler.state })
        .sort()
        .map(path => `${path} ${hashOf(join(wrangler.state, path))}`)
        .join('\n'),
    remove: wrangler.remove,
  };
});

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
