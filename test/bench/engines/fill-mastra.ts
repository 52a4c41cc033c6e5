import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createTables, toSnapshot, writeSnapshot } from '../../engines/mastra/made-snapshots.ts';
import { type FilledEngine, importBuilt, pageSize } from './filled-engine.ts';

type MastraStore = typeof import('../../../src/engines/mastra/open-mastra-store.ts');

/** Snapshots as Mastra writes them, of which every tenth has failed, in its own form of a file. */
export async function fillMastra(runs: number): Promise<FilledEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-bench-mastra-'));
  const file = join(folder, 'mastra.db');
  const db = new Database(file);
  createTables(db);
  const from = Date.now() - runs * 1_000;
  db.transaction(() => {
    for (let n = 0; n < runs; n += 1)
      writeSnapshot(
        db,
        toSnapshot({ name: `flow-${n % 7}`, id: `run-${n}`, at: from + n * 1_000, isFailed: n % 10 === 0 }),
      );
  })();
  const conditions = { newest: '', failed: `WHERE json_extract(snapshot, '$.status') = 'failed'` };
  return {
    ...{ name: 'Mastra', runs, place: `mastra:${file}` },
    async open() {
      const { openMastraStore } = await importBuilt<MastraStore>('mastra-store.js');
      const target = { name: 'bench', kind: 'mastra', location: file, reason: 'argument' };
      return openMastraStore({ place: file, target });
    },
    bareName: 'its rows, whole, by one statement',
    async barePage(which) {
      const rows = db
        .prepare(`SELECT workflow_name AS name, run_id AS id, json(snapshot) AS snapshot, createdAt, updatedAt
          FROM mastra_workflow_snapshot ${conditions[which]} ORDER BY createdAt DESC, run_id DESC LIMIT ${pageSize}`)
        .all();
      return rows.map(row => {
        const { name, id, snapshot } = row as Record<string, string>;
        JSON.parse(snapshot ?? '');
        return `${name}:${id}`;
      });
    },
    async stop() {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}
