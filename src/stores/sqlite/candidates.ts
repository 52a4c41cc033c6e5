import type { Query } from '../../model/query/query.ts';
import type { Payloads } from '../../model/query/subject.ts';
import type { RunSummary } from '../../model/run.ts';
import { readStreams } from './key-stream.ts';
import type { Plan } from './plan.ts';
import type { Reader } from './reader.ts';
import { processLost } from './record-run.ts';
import { isLost, type RunRow, toSummary } from './run-row.ts';
import { parsePayload, wordsMatch } from './search-text.ts';
import { createVerifier, payloadWordClauses, type WordClause, type WordKnowledge } from './verify.ts';

export type CandidateChunk = {
  /** Those that fit the query. */
  readonly runs: readonly RunSummary[];
  /** Every run from this key up was read. */
  readonly readTo: number;
  readonly isLast: boolean;
};

export type CandidateReader = { readonly next: () => CandidateChunk; readonly rowsRead: () => number };

export type CandidateOptions = {
  readonly below: number;
  readonly firstLimit: number;
  /** A condition whose parameters change from chunk to chunk. */
  readonly extra?: { readonly sql: string; readonly params: () => readonly unknown[] };
};

type ChunkRow = RunRow & { readonly is_waiting?: number };
type Range = { readonly below: number; readonly atLeast: number };

const rowsOfScan = 4_096;
const maxKeys = 2_048;

/** Reads a plan's runs chunk by chunk, newest first, and keeps those that fit. */
export function createCandidateReader(
  query: Query,
  plan: Plan,
  reader: Reader,
  options: CandidateOptions,
): CandidateReader {
  const { dead } = plan;
  const fits = createVerifier(query, plan.context);
  const wordClauses = payloadWordClauses(query);
  const columns =
    wordClauses.length > 0
      ? 'r.*, EXISTS (SELECT 1 FROM unindexed u WHERE u.key = r.key) AS is_waiting'
      : 'r.*';
  const { extra } = options;
  const where = [...plan.conditions, ...(extra ? [extra] : [])]
    .map(condition => ` AND ${condition.sql}`)
    .join('');
  const params = () => [
    ...plan.conditions.flatMap(condition => condition.params),
    ...(extra?.params() ?? []),
  ];
  const byKeys = reader.prepare<ChunkRow>(
    `SELECT ${columns} FROM json_each(?) AS k CROSS JOIN runs r ON r.key = k.value WHERE 1${where}`,
  );
  const byRange = reader.prepare<ChunkRow>(
    `SELECT ${columns} FROM runs r WHERE r.key < ? AND r.key >= ?${where}`,
  );
  const boundary = reader.prepare<{ key: number }>(
    'SELECT key FROM runs WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1 OFFSET ?',
  );
  let below = options.below;
  let limit = options.firstLimit;
  let rowsRead = 0;

  function readChunk(): { readonly rows: readonly ChunkRow[]; readonly readTo: number } {
    if (!plan.streams) {
      const readTo = boundary.get(below, plan.atLeast, rowsOfScan - 1)?.key ?? plan.atLeast;
      rowsRead += rowsOfScan;
      return { rows: byRange.all(below, readTo, ...params()), readTo };
    }
    const { keys, readTo } = readStreams(plan.streams, { below, atLeast: plan.atLeast, limit });
    rowsRead += keys.length;
    limit = Math.min(maxKeys, Math.max(limit, 32) * 2);
    return { rows: byKeys.all(JSON.stringify(keys), ...params()), readTo };
  }

  function hitsIn(range: Range): ReadonlyMap<WordClause, ReadonlySet<number>> {
    const clauses = plan.streams ? wordClauses.filter(clause => clause === plan.word) : wordClauses;
    return new Map(clauses.map(clause => [clause, wordHits(reader, clause, range)]));
  }

  function knowledge(row: ChunkRow, clause: WordClause, hits: ReturnType<typeof hitsIn>): WordKnowledge {
    const found = hits.get(clause);
    if (!found || row.is_waiting === 1 || isLost(row, dead)) return 'ask';
    if (!found.has(row.key)) return 'lacks';
    return wordsMatch(clause.text)?.isExact ? 'holds' : 'ask';
  }

  return {
    next() {
      const { rows, readTo } = readChunk();
      const hits = hitsIn({ below, atLeast: readTo });
      below = readTo;
      const runs: RunSummary[] = [];
      for (const row of rows) {
        const summary = toSummary(row, dead);
        const payloads = () =>
          isLost(row, dead)
            ? { ...readPayloads(reader, row.key), error: processLost }
            : readPayloads(reader, row.key);
        if (fits({ summary, payloads, knows: clause => knowledge(row, clause, hits) })) runs.push(summary);
      }
      return { runs, readTo, isLast: readTo <= plan.atLeast };
    },
    rowsRead: () => rowsRead,
  };
}

function wordHits(reader: Reader, clause: WordClause, { below, atLeast }: Range): ReadonlySet<number> {
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

function readPayloads(reader: Reader, key: number): Payloads {
  const row = reader
    .prepare<PayloadRow>(
      `SELECT (SELECT json FROM inputs WHERE key = k.key) AS input, (SELECT json FROM outputs WHERE key = k.key) AS output,
      (SELECT error_value FROM details WHERE key = k.key) AS error FROM (SELECT ? AS key) AS k`,
    )
    .get(key);
  const value = (json: string | null | undefined) =>
    typeof json === 'string' ? parsePayload(json) : undefined;
  return { input: value(row?.input), output: value(row?.output), error: value(row?.error) };
}
