import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { exporterRows } from './exporter-rows.ts';
import { spanRow, traceRows } from './span-rows.ts';
import { hasClickhouse, startClickhouse } from './start-clickhouse.ts';

const recorded = (name: string) => readFileSync(join(import.meta.dirname, '../otlp/recorded', name), 'utf8');

if (!hasClickhouse) test.skip('ClickHouse: chdb cannot be had here', () => undefined);
else
  describeReadableStore('clickhouse', async () => {
    const server = await startClickhouse();
    const files = ['ai-sdk-6.jsonl', 'mastra.jsonl', 'openinference.jsonl', 'openai-events.jsonl'];
    const rows = files.map(name => exporterRows(recorded(name)));
    await server.insert('otel.otel_traces', [...rows.flatMap(({ spans }) => spans), ...traceRows()]);
    await server.insert(
      'otel.otel_logs',
      rows.flatMap(({ logs }) => logs),
    );
    let added = 0;
    return {
      open: server.open,
      async addRun() {
        added += 1;
        await server.insert('otel.otel_traces', [
          spanRow({ trace: randomBytes(16).toString('hex'), at: Date.now() + added }),
        ]);
      },
      strangeIds: ["' or 1=1", '\\', 'a\0b', '0'.repeat(32), '../x'],
      fingerprint: () =>
        server.run('SELECT count() AS n, sum(cityHash64(SpanId, TraceId)) AS h FROM otel.otel_traces'),
      remove: server.stop,
    };
  });
