import type { Database, Statement } from 'better-sqlite3';
import type { SearchedTexts } from '../../runs/dictionary-fields.ts';
import { runReading } from '../../runs/reading.ts';
import { createCellCheck } from '../cell-check.ts';
import { readSearchedMessages } from '../searched-messages.ts';
import type { IndexedRun } from './text-index.ts';
import { createUnlistedTexts } from './unlisted-texts.ts';
import { searchedFields } from '../../runs/dictionary-fields.ts';

/** The queue of runs whose texts wait to be indexed. */
export type UnindexedRuns = {
  readonly isEmpty: () => boolean;
  /** Call it inside the transaction before `take`. */
  readonly refresh: () => void;
  /** Removes some runs from the queue; none are left when these are fewer than `most`. */
  readonly take: (most: number) => { readonly taken: number; readonly runs: readonly IndexedRun[] };
};

type Row = SearchedTexts & {
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

const waiting = `
SELECT q.key, r.id, r.name, r.error_name, r.error_message, ${searchedFields.map(field => `r.${field}`).join(', ')},
  i.json AS input, o.json AS output, d.error_value, EXISTS (SELECT 1 FROM messages WHERE run = q.key) AS has_messages
FROM unindexed q LEFT JOIN runs r ON r.key = q.key LEFT JOIN inputs i ON i.key = q.key LEFT JOIN outputs o ON o.key = q.key
  LEFT JOIN details d ON d.key = q.key
ORDER BY q.key LIMIT ?`;

export function createUnindexedRuns(db: Database): UnindexedRuns {
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
    const { key, id, name, error_name, error_message } = run;
    const errorSummary =
      error_message === null ? undefined : { name: error_name ?? undefined, message: error_message };
    const shown = { id, name, errorSummary, unlisted: unlisted.of(run) };
    const payloads = [run.input, run.output, run.error_value];
    return [{ key, shown, payloads, messages: run.has_messages === 0 ? [] : readMessages(key) }];
  }

  return {
    isEmpty: () => hasWaiting.get() === undefined,
    refresh: unlisted.refresh,
    take(most) {
      const rows = next.all(most);
      return { taken: rows.length, runs: rows.flatMap(toIndexed) };
    },
  };
}
