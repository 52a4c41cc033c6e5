import { mapPieces } from '../../../async/yield-to-event-loop.ts';
import type { Pieces } from '../../../model/pieces.ts';
import { clauseNeedsPayloads, isLogClause, type LogClause } from '../../../model/query/clauses.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Clause } from '../../../model/query/query.ts';
import { isShortWord, searchedLogs } from '../../../model/query/search-words.ts';
import type { RunSummary } from '../../../model/run.ts';
import { createUsualAdder } from '../../../model/usual/usual.ts';
import { type Candidate, createJudge, type IndexKnowledge } from '../../../query-sql/clause-judge.ts';
import type { WordClause } from '../../../query-sql/filter-dialect.ts';
import { processLost } from '../../runs/events/run-state.ts';
import { wordsOfSearch } from '../../runs/filter/index-entry.ts';
import { runReading } from '../../runs/reading.ts';
import { toMessages, toPayload } from '../../runs/rows/stored-run.ts';
import { newestLogs, readNewestLogs, readSearchedMessages } from '../searched-rows.ts';
import { logEntries } from './key-stream.ts';
import type { Reader } from './reader.ts';
import { type ChunkOptions, type ChunkRow, createRowReader, type RowChunk } from './row-chunks.ts';
import type { Plan } from './sqlite-plan.ts';
import { isLost, toSummary } from './sqlite-run-row.ts';
import { logMatch, searchMatch } from './text-streams.ts';

type CandidateChunk = Pick<RowChunk, 'below' | 'atLeast' | 'isLast'> & {
  readonly runs: readonly RunSummary[];
};

type Hits = ReadonlyMap<Clause, ReadonlySet<number>>;

const leanRowsAtOnce = 4_096;
/** Reading this many rows with payloads takes as long as `leanRowsAtOnce` without. */
const wholeRowsAtOnce = 256;
const fewRows = 32;
const maxHits = 10_000;

export function createCandidateReader(plan: Plan, reader: Reader, options: Omit<ChunkOptions, 'rowsAtOnce'>) {
  const { clauses } = plan.query;
  const judge = createJudge(clauses, plan);
  const words = clauses.filter(clause => clause.type === 'word').filter(clauseNeedsPayloads);
  const logs = clauses.filter(isLogClause);
  // Without an index, the logs of every run are read.
  const readsLogs = logs.some(clause => logMatch(clause) === undefined);
  const readsPayloads = readsLogs || clauses.some(({ type }) => type === 'path');
  const addUsual = plan.usual ? createUsualAdder(plan.usual) : undefined;
  const rowReader = createRowReader(plan, reader, {
    ...options,
    rowsAtOnce: readsPayloads ? wholeRowsAtOnce : leanRowsAtOnce,
  });

  /** Reads hits after the rows: a run that was indexed by then is found, and any other is unsure. */
  function* hitsIn(chunk: RowChunk): Pieces<Hits> {
    const hits = new Map<Clause, ReadonlySet<number>>();
    yield* mapPieces(words, clause => {
      const keys = plan.word?.clause === clause ? chunk.streamKeys?.[plan.word.stream] : undefined;
      const found = keys ? new Set(keys) : readHits(reader, clause, chunk, plan);
      if (found) hits.set(clause, found);
    });
    yield* mapPieces(logs, clause => {
      const found = readLogHits(reader, clause, chunk);
      if (found) hits.set(clause, found);
    });
    return hits;
  }

  function* next(): Pieces<CandidateChunk> {
    const chunk = yield* rowReader.next();
    const hits = yield* hitsIn(chunk);
    // The text of these runs may have been indexed after the stream of the word was read.
    const waited = new Set(plan.word && chunk.streamKeys?.[plan.word.waiting]);
    const runs = yield* mapPieces(chunk.rows, row => judgeRow(row, hits, waited));
    const { below, atLeast, isLast } = chunk;
    return { runs: runs.filter(run => run !== undefined), below, atLeast, isLast };
  }

  function judgeRow(row: ChunkRow, hits: Hits, waited: ReadonlySet<number>): RunSummary | undefined {
    const lost = isLost(row, plan.dead);
    const isIndexed = !lost && row.is_waiting === 0 && !waited.has(row.key);
    const areLogsIndexed = row.are_logs_waiting === 0;
    const summary = toSummary(row, plan.dead);
    const candidate: Candidate = {
      summary: addUsual?.(summary) ?? summary,
      knows: clause =>
        (clause.type === 'word' ? isIndexed : areLogsIndexed) ? knowledgeOf(row.key, clause, hits) : 'unsure',
    };
    const fits =
      judge.judge(candidate) ?? judge.judgeByPayloads(candidate, () => readPayloads(reader, row.key, lost));
    return fits ? candidate.summary : undefined;
  }

  return { next, rowsRead: rowReader.rowsRead };
}

function knowledgeOf(key: number, clause: Clause, hits: Hits): IndexKnowledge {
  const found = hits.get(clause);
  if (!found) return 'unsure';
  if (!found.has(key)) return 'lacks';
  return clause.type === 'word' && wordsOfSearch(clause.text)?.isExact ? 'holds' : 'unsure';
}

/** A word's hits in a chunk; `undefined` if reading the payloads is less work. */
function readHits(
  reader: Reader,
  clause: WordClause,
  { below, atLeast, rows }: RowChunk,
  plan: Plan,
): ReadonlySet<number> | undefined {
  const words = wordsOfSearch(clause.text);
  if (!words) return new Set();
  if (rows.length < fewRows || (plan.isProbed && isShortWord(clause.text))) return undefined;
  const match = searchMatch(words.words, reader.isCommonPrefix);
  if (match === undefined) return undefined;
  const found = reader
    .prepare<{ key: number }>(
      'SELECT rowid AS key FROM words WHERE words MATCH ? AND rowid < ? AND rowid >= ? LIMIT ?',
    )
    .all(match, below, atLeast, maxHits);
  return found.length < maxHits ? new Set(found.map(row => row.key)) : undefined;
}

/** Has every hit of a run whose messages were indexed when the rows were read. */
function readLogHits(
  reader: Reader,
  clause: LogClause,
  { below, atLeast, rows }: RowChunk,
): ReadonlySet<number> | undefined {
  const match = logMatch(clause);
  if (rows.length < fewRows || match === undefined) return undefined;
  const found = reader.prepare<{ key: number }>(`${logEntries} LIMIT ?`).all(match, below, atLeast, maxHits);
  return found.length < maxHits ? new Set(found.map(row => row.key)) : undefined;
}

type PayloadRow = Readonly<Record<'input' | 'output' | 'error', string | null>>;

function readPayloads(reader: Reader, key: number, lost: boolean): Payloads {
  const row = reader
    .prepare<PayloadRow>(
      `SELECT (SELECT json FROM inputs WHERE key = k.key) AS input, (SELECT json FROM outputs WHERE key = k.key) AS output,
      (SELECT error_value FROM details WHERE key = k.key) AS error FROM (SELECT ? AS key) AS k`,
    )
    .get(key);
  return {
    input: toPayload(row?.input),
    output: toPayload(row?.output),
    error: lost ? processLost : toPayload(row?.error),
    get messages() {
      return toMessages(runReading(readSearchedMessages(key), reader.all));
    },
    get logs() {
      return searchedLogs(readNewestLogs(reader.prepare(newestLogs), key));
    },
  };
}
