import type { Query } from '../../model/query/query.ts';
import type { Payloads } from '../../model/query/subject.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Plan } from './plan.ts';
import type { Reader } from './reader.ts';
import { processLost } from './record-run.ts';
import { type ChunkOptions, type ChunkRow, createRowReader, type RowChunk } from './row-chunks.ts';
import { isLost, toSummary } from './run-row.ts';
import { parsePayload, wordsMatch } from './search-text.ts';
import { createVerifier, payloadWordClauses, type WordClause, type WordKnowledge } from './verify.ts';

export type CandidateChunk = Pick<RowChunk, 'below' | 'atLeast' | 'isLast'> & {
  /** Those that fit the query. */
  readonly runs: readonly RunSummary[];
};

export type CandidateReader = { readonly next: () => CandidateChunk; readonly rowsRead: () => number };

type Hits = ReadonlyMap<WordClause, ReadonlySet<number>>;

const leanRowsAtOnce = 4_096;
/** Where payloads have to be read, so few take about as long. */
const wholeRowsAtOnce = 256;

/** Reads a plan's runs chunk by chunk, and keeps those that fit the query. */
export function createCandidateReader(
  query: Query,
  plan: Plan,
  reader: Reader,
  options: Omit<ChunkOptions, 'rowsAtOnce'>,
): CandidateReader {
  const fits = createVerifier(query, plan.context);
  const wordClauses = payloadWordClauses(query);
  const readsPayloads = query.clauses.some(clause => clause.type === 'path');
  const rowReader = createRowReader(plan, reader, {
    ...options,
    rowsAtOnce: readsPayloads ? wholeRowsAtOnce : leanRowsAtOnce,
  });

  /** Of the words whose hits are no more than the chunk's rows. */
  function hitsIn(chunk: RowChunk): Hits {
    const clauses = plan.streams ? wordClauses.filter(clause => clause === plan.word) : wordClauses;
    return new Map(clauses.map(clause => [clause, wordHits(reader, clause, chunk)]));
  }

  function fitsQuery(row: ChunkRow, summary: RunSummary, hits: Hits): boolean {
    const lost = isLost(row, plan.dead);
    return fits({
      summary,
      payloads: () => readPayloads(reader, row.key, lost),
      knows: clause => (lost || row.is_waiting === 1 ? 'ask' : knowledge(row.key, clause, hits)),
    });
  }

  return {
    next() {
      const chunk = rowReader.next();
      const hits = hitsIn(chunk);
      const runs: RunSummary[] = [];
      for (const row of chunk.rows) {
        const summary = toSummary(row, plan.dead);
        if (fitsQuery(row, summary, hits)) runs.push(summary);
      }
      return { runs, below: chunk.below, atLeast: chunk.atLeast, isLast: chunk.isLast };
    },
    rowsRead: rowReader.rowsRead,
  };
}

function knowledge(key: number, clause: WordClause, hits: Hits): WordKnowledge {
  const found = hits.get(clause);
  if (!found) return 'ask';
  if (!found.has(key)) return 'lacks';
  return wordsMatch(clause.text)?.isExact ? 'holds' : 'ask';
}

function wordHits(reader: Reader, clause: WordClause, { below, atLeast }: RowChunk): ReadonlySet<number> {
  const words = wordsMatch(clause.text);
  if (!words) return new Set();
  const rows = reader
    .prepare<{ key: number }>(
      'SELECT rowid AS key FROM words WHERE words MATCH ? AND rowid < ? AND rowid >= ?',
    )
    .all(words.match, below, atLeast);
  return new Set(rows.map(row => row.key));
}

type PayloadRow = {
  readonly input: string | null;
  readonly output: string | null;
  readonly error: string | null;
};

function readPayloads(reader: Reader, key: number, lost: boolean): Payloads {
  const row = reader
    .prepare<PayloadRow>(
      `SELECT (SELECT json FROM inputs WHERE key = k.key) AS input, (SELECT json FROM outputs WHERE key = k.key) AS output,
      (SELECT error_value FROM details WHERE key = k.key) AS error FROM (SELECT ? AS key) AS k`,
    )
    .get(key);
  const value = (json: string | null | undefined) =>
    typeof json === 'string' ? parsePayload(json) : undefined;
  return {
    input: value(row?.input),
    output: value(row?.output),
    error: lost ? processLost : value(row?.error),
  };
}
