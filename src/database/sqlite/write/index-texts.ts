import type { Database, Statement } from 'better-sqlite3';
import type { SearchedTexts } from '../../runs/dictionary-fields.ts';
import { toTextsEntry, toWordsEntry } from '../../runs/index-entry.ts';
import { runReading } from '../../runs/reading.ts';
import { createCellCheck } from '../cell-check.ts';
import { readSearchedMessages } from '../searched-messages.ts';
import { createUnlistedTexts } from './unlisted-texts.ts';

type Unindexed = SearchedTexts & {
  readonly key: number;
  readonly id: string | null;
  readonly name: string;
  readonly error_name: string | null;
  readonly error_message: string | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly error_value: string | null;
  readonly has_messages: number;
};

export type TextIndexer = {
  /** Indexes waiting runs in one transaction of about `budgetMs`; returns whether some are left. */
  readonly indexSome: (budgetMs: number) => boolean;
};

const waiting = `
SELECT q.key, r.id, r.name, r.error_name, r.error_message, r.project, r.actor, r.trigger_type, r.trigger_label, r.trigger_raw,
  i.json AS input, o.json AS output, d.error_value, EXISTS (SELECT 1 FROM messages WHERE run = q.key) AS has_messages
FROM unindexed q LEFT JOIN runs r ON r.key = q.key LEFT JOIN inputs i ON i.key = q.key LEFT JOIN outputs o ON o.key = q.key
  LEFT JOIN details d ON d.key = q.key
ORDER BY q.key LIMIT ?`;

export function createTextIndexer(db: Database): TextIndexer {
  const next = db.prepare<unknown[], Unindexed>(waiting);
  const check = createCellCheck(next);
  const texts = db.prepare('INSERT OR REPLACE INTO texts(rowid, text) VALUES (?, ?)');
  const words = db.prepare('INSERT OR REPLACE INTO words(rowid, text) VALUES (?, ?)');
  const done = db.prepare('DELETE FROM unindexed WHERE key = ?');
  const unlisted = createUnlistedTexts(db);
  let messages: Statement | undefined;
  const readMessages = (key: number) =>
    runReading(readSearchedMessages(key), ({ sql, values }) => {
      messages ??= db.prepare(sql);
      return messages.all(...values);
    });
  const pageSize = 32;

  function index(run: Unindexed): void {
    done.run(run.key);
    if (run.id === null) return;
    check(run);
    const errorSummary =
      run.error_message === null
        ? undefined
        : { name: run.error_name ?? undefined, message: run.error_message };
    const shown = { id: run.id, name: run.name, errorSummary, unlisted: unlisted.of(run) };
    texts.run(run.key, toTextsEntry(shown));
    const payloads = [run.input, run.output, run.error_value];
    const messages = run.has_messages === 0 ? [] : readMessages(run.key);
    words.run(run.key, toWordsEntry({ payloads, messages }).join(' '));
  }

  const indexSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    unlisted.refresh();
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
