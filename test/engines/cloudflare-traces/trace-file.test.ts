import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { traceFolder } from '../../../src/engines/cloudflare-traces/cloudflare-traces-engine.ts';
import { createTraceFile } from '../../../src/engines/cloudflare-traces/trace-file.ts';

/** Invented: one trace, in the columns of wrangler 4.164 that are read. */
function makeTraces() {
  const place = mkdtempSync(join(tmpdir(), 'cloudflare-traces-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  mkdirSync(join(place, traceFolder), { recursive: true });
  const path = join(place, traceFolder, `${'a'.repeat(64)}.sqlite`);
  const db = new Database(path);
  onTestFinished(() => void db.close());
  db.exec(`create table spans (trace_id, span_id, parent_id, service, name, kind, start_ms, duration_ms, outcome,
      error, attributes);
    insert into spans values ('t', 's', null, 'shop', 'tea', 'fetch', 1, null, null, null, '{}')`);
  return { place, path, db };
}

it('sees a trace that is written again in the time of a look at it', () => {
  const { place, path, db } = makeTraces();
  const soon = Date.now() / 1_000 + 60;
  utimesSync(path, soon, soon);
  const file = createTraceFile(place);
  expect(file.roots()).toMatchObject([{ ms: null }]);
  db.exec('update spans set duration_ms = 5');
  utimesSync(path, soon, soon);
  expect(file.roots()).toMatchObject([{ ms: 5 }]);
});

it('has one version as long as nothing is written', () => {
  const { place, path } = makeTraces();
  utimesSync(path, 1, 1);
  const file = createTraceFile(place);
  expect(file.version()).toBe(file.version());
});
