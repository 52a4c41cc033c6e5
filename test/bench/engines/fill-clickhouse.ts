import { startClickhouse } from '../../engines/clickhouse/start-clickhouse.ts';
import { type FilledEngine, importBuilt, pageSize } from './filled-engine.ts';

type ClickhouseStore = typeof import('../../../src/engines/clickhouse/open-clickhouse-store.ts');

/** Traces of ten spans, a second apart; one root in twenty fails. */
export async function fillClickhouse(runs: number): Promise<FilledEngine> {
  const server = await startClickhouse();
  await server.run(
    `INSERT INTO otel.otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName,
        SpanAttributes, Duration, StatusCode, StatusMessage)
      WITH intDiv(number, 10) AS n, number % 10 AS k, n % 20 = 0 AND k = 0 AS bad
      SELECT now64(9) - toIntervalMillisecond(1000 * (${runs} - n) - k), lower(hex(MD5(toString(n)))), toString(number + 1),
        if(k = 0, '', toString(n * 10 + 1)), if(k = 0, concat('workflow-', toString(n % 8)), concat('step-', toString(k))), 'Internal', 'shop',
        map('customer.id', toString(n % 500), 'note', repeat('x', 200)), 20000000, if(bad, 'Error', 'Unset'),
        if(bad, concat('502 Bad Gateway, order ', toString(n)), '')
      FROM numbers(${runs * 10})`,
  );
  const place = `${server.place}/otel`;
  return {
    ...{ name: 'clickhouse', runs, place: `clickhouse:${place}` },
    async open() {
      const target = { name: 'bench', kind: 'clickhouse', location: place, reason: 'argument' };
      const built = await importBuilt<ClickhouseStore>('clickhouse-store.js');
      return built.openClickhouseStore({ place, target });
    },
    bareName: 'the bare statement',
    async barePage(which) {
      const failed = which === 'failed' ? "AND StatusCode = 'Error'" : '';
      const rows = await server.run(
        `SELECT TraceId, SpanId, ServiceName, SpanName, Timestamp, Duration, StatusCode, StatusMessage FROM otel.otel_traces
          WHERE ParentSpanId = '' ${failed} ORDER BY Timestamp DESC LIMIT ${pageSize}`,
      );
      return rows.split('\n').flatMap(row => /"TraceId":"(\w+)"/.exec(row)?.[1] ?? []);
    },
    stop: server.stop,
  };
}
