import Database from 'better-sqlite3';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { measureInTurn, p95, timeOf } from '../measure.ts';
import { formatMs, formatSpread } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const rounds = 100;
const longestMs = 1;

export const countsTopic: Topic = {
  name: 'counts',
  async measure(bench) {
    const path = await bench.writableStore();
    const writer = await openRunWriter({ path, owner: 'none' });
    const store = await openForBench(path);
    const raw = new Database(path, { readonly: true });
    const totals = raw.prepare('SELECT status, n FROM totals');
    let total = (await store.counts())?.total ?? 0;
    const change = async () => {
      writer.write([newRun(total)]);
      await writer.flush();
      total += 1;
    };
    try {
      const { counts, lookup } = await measureInTurn(rounds, {
        async counts() {
          await change();
          let found: number | undefined;
          const ms = await timeOf(async () => {
            found = (await store.counts())?.total;
          });
          if (found !== total) throw new Error(`counted ${found} of ${total} runs`);
          return ms;
        },
        async lookup() {
          await change();
          return timeOf(() => totals.all());
        },
      });
      return [
        {
          what: 'status counts after a change',
          figure: formatSpread(counts),
          floor: `the counters alone: ${formatSpread(lookup)}`,
          bar: `<= ${longestMs} ms`,
          isMet: p95(counts) <= longestMs,
          samples: counts.length,
        },
        {
          what: 'status counts after a change, slowest',
          figure: formatMs(Math.max(...counts)),
          samples: counts.length,
        },
      ];
    } finally {
      raw.close();
      await store.close();
      await writer.close();
    }
  },
};

function newRun(number: number) {
  const now = Date.now();
  return {
    type: 'run-created',
    id: `run_counted_${number}`,
    kind: 'workflow',
    name: 'counted',
    trigger: { type: 'manual', label: 'CLI', raw: '{}' },
    createdAt: now,
    status: number % 2 === 0 ? 'success' : 'failed',
  } as const;
}
