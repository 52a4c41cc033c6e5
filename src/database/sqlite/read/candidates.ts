import { parsePayload } from '../../../model/payload/parse-payload.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Query } from '../../../model/query/query.ts';
import { isShortWord } from '../../../model/query/search-words.ts';
import type { RunSummary } from '../../../model/run.ts';
import { processLost } from '../../runs/process-lost.ts';
import type { Reader } from './reader.ts';
import { type ChunkOptions, type ChunkRow, createRowReader, type RowChunk } from './row-chunks.ts';
import { wordsMatch } from './search-text.ts';
import type { Plan } from './sqlite-plan.ts';
import { isLost, toSummary } from './sqlite-run-row.ts';
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
const fewRows = 32;
const maxHits = 10_000;

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

  function hitsIn(chunk: RowChunk): Hits {
    const hits = new Map<WordClause, ReadonlySet<number>>();
    for (const clause of wordClauses) {
      const keys = plan.word?.clause === clause ? chunk.streamKeys?.[plan.word.stream] : undefined;
      const found = keys ? new Set(keys) : readHits(reader, clause, chunk, plan);
      if (found) hits.set(clause, found);
    }
    return hits;
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

/** The hits of a word among the runs of a chunk; `undefined` when it is less work to read the payloads. */
function readHits(
  reader: Reader,
  clause: WordClause,
  { below, atLeast, rows }: RowChunk,
  plan: Plan,
): ReadonlySet<number> | undefined {
  const words = wordsMatch(clause.text);
  if (!words) return new Set();
  if (rows.length < fewRows || (plan.isProbed && isShortWord(clause.text))) return undefined;
  const found = reader
    .prepare<{ key: number }>(
      'SELECT rowid AS key FROM words WHERE words MATCH ? AND rowid < ? AND rowid >= ? LIMIT ?',
    )
    .all(words.match, below, atLeast, maxHits);
  return found.length < maxHits ? new Set(found.map(row => row.key)) : undefined;
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
