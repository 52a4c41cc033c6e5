import type { Database, Statement } from 'better-sqlite3';
import {
  incompleteMark,
  type SearchedField,
  type SearchedTexts,
  searchedFields,
} from '../../runs/events/dictionary.ts';
import { type SearchedErrorRow, searchedColumns, searchedError } from '../../runs/events/error-columns.ts';
import { toTextsEntry, toWordsEntry } from '../../runs/filter/index-entry.ts';
import { runReading } from '../../runs/reading.ts';
import { createCellCheck } from '../cell-check.ts';
import { readSearchedMessages } from '../searched-rows.ts';

const pageSize = 32;

export function createTextIndexer(db: Database) {
  const next = db.prepare<unknown[], Row>(waiting);
  const check = createCellCheck(next);
  const hasWaiting = db.prepare('SELECT 1 FROM unindexed LIMIT 1');
  const done = db.prepare('DELETE FROM unindexed WHERE key = ?');
  const texts = db.prepare('INSERT OR REPLACE INTO texts(rowid, text) VALUES (?, ?)');
  const words = db.prepare('INSERT OR REPLACE INTO words(rowid, text) VALUES (?, ?)');
  const unlisted = createUnlistedTexts(db);
  let searched: Statement | undefined;
  const readMessages = (key: number) =>
    runReading(readSearchedMessages(key), ({ sql, values }) => {
      searched ??= db.prepare(sql);
      return searched.all(...values);
    });

  function index(run: Row): void {
    const { key, id, name } = run;
    done.run(key);
    if (id === null) return;
    check(run);
    const errorSummary = searchedError(searchedColumns(run));
    texts.run(key, toTextsEntry({ id, name, errorSummary, unlisted: unlisted.of(run) }));
    const payloads = [run.input, run.output, run.error_value];
    const messages = run.has_messages === 0 ? [] : readMessages(key);
    words.run(key, toWordsEntry({ payloads, messages }).join(' '));
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
  return {
    /** Indexes waiting runs in one transaction of about `budgetMs`; returns whether some are left. */
    indexSome: (budgetMs: number) => hasWaiting.get() !== undefined && indexSome.immediate(budgetMs),
  };
}

type Row = SearchedTexts &
  Readonly<Record<'id' | 'input' | 'output' | 'error_value', string | null>> &
  SearchedErrorRow & {
    readonly key: number;
    readonly name: string;
    readonly has_messages: number;
  };

const waiting = `
SELECT q.key, r.id, r.name, r.error_name, r.error_message, r.cause_name, r.cause_message, ${searchedFields.map(field => `r.${field}`).join(', ')},
  i.json AS input, o.json AS output, d.error_value, EXISTS (SELECT 1 FROM messages WHERE run = q.key) AS has_messages
FROM unindexed q LEFT JOIN runs r ON r.key = q.key LEFT JOIN inputs i ON i.key = q.key LEFT JOIN outputs o ON o.key = q.key
  LEFT JOIN details d ON d.key = q.key
ORDER BY q.key LIMIT ?`;

function createUnlistedTexts(db: Database) {
  const isListed = db.prepare('SELECT 1 FROM dictionary WHERE field = ? AND value = ?');
  let incomplete: readonly SearchedField[] = [];
  return {
    /** Call it inside the transaction before `of`. */
    refresh() {
      incomplete = searchedFields.filter(field => isListed.get(field + incompleteMark, incompleteMark));
    },
    of: (run: SearchedTexts): readonly string[] =>
      incomplete.flatMap(field => {
        const text = run[field];
        return typeof text === 'string' && !isListed.get(field, text) ? [text] : [];
      }),
  };
}
