import type { Database } from 'better-sqlite3';
import { toTextsEntry, toWordsEntry } from '../../runs/index-entry.ts';
import { createCellCheck } from '../cell-check.ts';

type Unindexed = {
  readonly key: number;
  readonly id: string | null;
  readonly name: string;
  readonly error_name: string | null;
  readonly error_message: string | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly error_value: string | null;
};

export type TextIndexer = {
  /** Indexes waiting runs in one transaction of about `budgetMs`; returns whether some are left. */
  readonly indexSome: (budgetMs: number) => boolean;
};

const waiting = `
SELECT q.key, r.id, r.name, r.error_name, r.error_message, i.json AS input, o.json AS output, d.error_value
FROM unindexed q LEFT JOIN runs r ON r.key = q.key LEFT JOIN inputs i ON i.key = q.key LEFT JOIN outputs o ON o.key = q.key
  LEFT JOIN details d ON d.key = q.key
ORDER BY q.key LIMIT ?`;

export function createTextIndexer(db: Database): TextIndexer {
  const next = db.prepare<unknown[], Unindexed>(waiting);
  const check = createCellCheck(next);
  const texts = db.prepare('INSERT OR REPLACE INTO texts(rowid, text) VALUES (?, ?)');
  const words = db.prepare('INSERT OR REPLACE INTO words(rowid, text) VALUES (?, ?)');
  const done = db.prepare('DELETE FROM unindexed WHERE key = ?');
  const pageSize = 32;

  function index(run: Unindexed): void {
    done.run(run.key);
    if (run.id === null) return;
    check(run);
    const errorSummary =
      run.error_message === null
        ? undefined
        : { name: run.error_name ?? undefined, message: run.error_message };
    texts.run(run.key, toTextsEntry({ id: run.id, name: run.name, errorSummary }));
    words.run(run.key, toWordsEntry([run.input, run.output, run.error_value]).join(' '));
  }

  const indexSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    do {
      const runs = next.all(pageSize);
      for (const run of runs) index(run);
      if (runs.length < pageSize) return false;
    } while (performance.now() < end);
    return true;
  });
  const hasWaiting = db.prepare('SELECT 1 FROM unindexed LIMIT 1');
  return { indexSome: budgetMs => hasWaiting.get() !== undefined && indexSome.immediate(budgetMs) };
}
