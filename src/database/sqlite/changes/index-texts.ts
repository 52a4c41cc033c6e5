import type { Database, Statement } from 'better-sqlite3';
import {
  incompleteMark,
  type SearchedField,
  type SearchedTexts,
  searchedFields,
} from '../../runs/events/dictionary.ts';
import { type SearchedErrorRow, searchedColumns, searchedError } from '../../runs/events/error-columns.ts';
import {
  type RecordedTexts,
  type ShownRun,
  toTextsEntry,
  toWordsEntry,
} from '../../runs/filter/index-entry.ts';
import { runReading } from '../../runs/reading.ts';
import { createCellCheck } from '../cell-check.ts';
import { readSearchedMessages } from '../searched-rows.ts';

const pageSize = 32;

export function createTextIndexer(db: Database) {
  const waiting = createUnindexedRuns(db);
  const index = createTextIndex(db);
  const indexSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    waiting.refresh();
    do {
      const { taken, runs } = waiting.take(pageSize);
      for (const run of runs) index(run);
      if (taken < pageSize) return false;
    } while (performance.now() < end);
    return true;
  });
  return {
    /** Indexes waiting runs in one transaction of about `budgetMs`; returns whether some are left. */
    indexSome: (budgetMs: number) => !waiting.isEmpty() && indexSome.immediate(budgetMs),
  };
}

type Row = SearchedTexts &
  SearchedErrorRow & {
    readonly key: number;
    readonly id: string | null;
    readonly name: string;
    readonly input: string | null;
    readonly output: string | null;
    readonly error_value: string | null;
    readonly has_messages: number;
  };

const waiting = `
SELECT q.key, r.id, r.name, r.error_name, r.error_message, r.cause_name, r.cause_message, ${searchedFields.map(field => `r.${field}`).join(', ')},
  i.json AS input, o.json AS output, d.error_value, EXISTS (SELECT 1 FROM messages WHERE run = q.key) AS has_messages
FROM unindexed q LEFT JOIN runs r ON r.key = q.key LEFT JOIN inputs i ON i.key = q.key LEFT JOIN outputs o ON o.key = q.key
  LEFT JOIN details d ON d.key = q.key
ORDER BY q.key LIMIT ?`;

function createUnindexedRuns(db: Database) {
  const next = db.prepare<unknown[], Row>(waiting);
  const check = createCellCheck(next);
  const done = db.prepare('DELETE FROM unindexed WHERE key = ?');
  const hasWaiting = db.prepare('SELECT 1 FROM unindexed LIMIT 1');
  const unlisted = createUnlistedTexts(db);
  let messages: Statement | undefined;
  const readMessages = (key: number) =>
    runReading(readSearchedMessages(key), ({ sql, values }) => {
      messages ??= db.prepare(sql);
      return messages.all(...values);
    });

  function toIndexed(run: Row): readonly IndexedRun[] {
    done.run(run.key);
    if (run.id === null) return [];
    check(run);
    const { key, id, name } = run;
    const errorSummary = searchedError(searchedColumns(run));
    const shown = { id, name, errorSummary, unlisted: unlisted.of(run) };
    const payloads = [run.input, run.output, run.error_value];
    return [{ key, shown, payloads, messages: run.has_messages === 0 ? [] : readMessages(key) }];
  }

  return {
    isEmpty: () => hasWaiting.get() === undefined,
    /** Call it inside the transaction before `take`. */
    refresh: unlisted.refresh,
    /** Takes some runs off the queue; none are left when `taken` is less than `most`. */
    take(most: number): { readonly taken: number; readonly runs: readonly IndexedRun[] } {
      const rows = next.all(most);
      return { taken: rows.length, runs: rows.flatMap(toIndexed) };
    },
  };
}

type IndexedRun = RecordedTexts & { readonly key: number; readonly shown: ShownRun };

function createTextIndex(db: Database): (run: IndexedRun) => void {
  const texts = db.prepare('INSERT OR REPLACE INTO texts(rowid, text) VALUES (?, ?)');
  const words = db.prepare('INSERT OR REPLACE INTO words(rowid, text) VALUES (?, ?)');
  return ({ key, shown, ...recorded }) => {
    texts.run(key, toTextsEntry(shown));
    words.run(key, toWordsEntry(recorded).join(' '));
  };
}

function createUnlistedTexts(db: Database) {
  const isListed = db.prepare('SELECT 1 FROM dictionary WHERE field = ? AND value = ?');
  let incomplete: readonly SearchedField[] = [];
  return {
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
