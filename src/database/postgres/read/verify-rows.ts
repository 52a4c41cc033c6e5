import { createYielding, mapYielding } from '../../../async/yield-to-event-loop.ts';
import {
  clauseNeedsPayloads,
  isLogClause,
  type LogClause,
  type PayloadName,
} from '../../../model/query/clauses.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Clause } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { createUsualAdder } from '../../../model/usual/usual.ts';
import { type Candidate, createJudge, type IndexKnowledge } from '../../../query-sql/clause-judge.ts';
import type { WordClause } from '../../../query-sql/filter-dialect.ts';
import { allOf, empty, joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { toMessages, toPayload } from '../../runs/rows/stored-run.ts';
import type { Database } from '../database.ts';
import {
  allLogs,
  type LogRow,
  logsByRun,
  type MessageRow,
  messagesByRun,
  newestLogs,
  searchedLogBytes,
  searchedMessages,
} from '../searched-rows.ts';
import { decodeRow } from '../text-codec.ts';
import type { Plan } from './postgres-plan.ts';
import { type RunRow, toRunSummary } from './postgres-run-row.ts';
import { isPlain, mayHoldLeaf, mayHoldLog, wordsSql } from './text-search.ts';

/** `k0`, `k1` and so on hold what an index knows of a clause. */
export type CandidateRow = RunRow & { readonly [known: `k${number}`]: IndexKnowledge };

export type Verifier = ReturnType<typeof createVerifier>;

export function createVerifier({ rest, now, usual }: Plan) {
  const clauses = rest.filter(({ condition }) => !condition.isExact).map(({ clause }) => clause);
  const judge = createJudge(clauses, { now });
  const addUsual = usual && createUsualAdder(usual);
  const words = clauses.filter(clause => clause.type === 'word').filter(clauseNeedsPayloads);
  // SQL already excludes most runs that such a clause cannot mean, unless it is negated.
  const excluded = clauses.filter(isLogClause).filter(({ negated }) => negated);
  const known: readonly Clause[] = [...words, ...excluded];
  const knowledge = [...words.map(knowledgeSql), ...excluded.map(logKnowledgeSql)].map(
    (value, at) => sql`, ${value} AS ${raw(`k${at}`)}`,
  );
  // Payloads that certainly do not match a path need not be read.
  const possible = allOf(
    rest.flatMap(({ clause }) =>
      clause.type === 'path' && !clause.negated ? (mayHoldLeaf(clause) ?? []) : [],
    ),
  );

  function toCandidate(row: CandidateRow): Candidate & { readonly key: number } {
    const stored = toRunSummary(decodeRow(row));
    const summary = addUsual?.(stored) ?? stored;
    return { key: row.key, summary, knows: clause => row[`k${known.indexOf(clause)}`] ?? 'unsure' };
  }

  return {
    /** Further columns to select from `r` and `p.words`, each after a comma. */
    select: knowledge.length > 0 ? joinSql(knowledge, '') : empty,
    needsWords: words.length > 0,
    readsPayloads: clauses.some(isRead),
    /** Whether some rows may not match. */
    isDoubtful: clauses.length > 0,
    async verify(db: Database, rows: readonly CandidateRow[]): Promise<readonly (RunSummary | undefined)[]> {
      const candidates = await mapYielding(rows, toCandidate);
      const judged = await mapYielding(candidates, one => [one.key, judge.judge(one)] as const);
      const verdicts = new Map(judged);
      const undecided = candidates.filter(({ key }) => verdicts.get(key) === undefined);
      const unsure = new Map(undecided.map(one => [one.key, one]));
      const wanted = { names: judge.payloads, possible };
      await readPayloads(db, [...unsure.keys()], wanted, (key, payloads) => {
        const candidate = unsure.get(key);
        if (candidate) verdicts.set(key, judge.judgeByPayloads(candidate, payloads));
      });
      return candidates.map(({ key, summary }) => (verdicts.get(key) ? summary : undefined));
    },
  };
}

function knowledgeSql(clause: WordClause): Sql {
  const words = wordsSql(clause);
  if (!isPlain(clause.text)) return raw("'unsure'");
  if (!words) return raw("'lacks'");
  return sql`CASE WHEN ${words.certain} THEN 'holds' WHEN ${words.possible} THEN 'unsure' ELSE 'lacks' END`;
}

function logKnowledgeSql(clause: LogClause): Sql {
  const possible = mayHoldLog(clause);
  return possible ? sql`CASE WHEN ${possible} THEN 'unsure' ELSE 'lacks' END` : raw("'unsure'");
}

/** Whether no index tells which runs the clause may match. */
function isRead(clause: Clause): boolean {
  return clause.type === 'path' || (isLogClause(clause) && !mayHoldLog(clause));
}

type StoredName = Exclude<PayloadName, 'messages' | 'logs'>;
type PayloadRow = { readonly key: number } & { readonly [name in StoredName]?: string | null };

const keysAtOnce = 256;
const bytesAtOnce = 8 * 1_024 * 1_024;

const columns = {
  input: 'input',
  output: 'output',
  error: 'error_value',
} as const satisfies Record<StoredName, string>;

type Wanted = {
  readonly names: readonly PayloadName[];
  /** Payloads `p` that do not meet this are not read. */
  readonly possible: Sql;
};

async function readPayloads(
  db: Database,
  keys: readonly number[],
  wanted: Wanted,
  use: (key: number, payloads: () => Payloads) => void,
): Promise<void> {
  const yielding = createYielding(db.signal);
  let left = keys;
  while (left.length > 0) {
    const rows = await readSome(db, left.slice(0, keysAtOnce), wanted);
    const messages = wanted.names.includes('messages') ? await readMessages(db, rows) : undefined;
    const logs = wanted.names.includes('logs') ? await readLogs(db, rows) : undefined;
    for (const row of rows) {
      const stored = decodeRow(row);
      use(row.key, () => toPayloads(stored, messages?.get(row.key), logs?.get(row.key)));
      if (yielding.isDue()) await yielding.yieldNow();
    }
    const read = new Set(rows.map(row => row.key));
    // Runs without payloads are returned too, so every round progresses.
    left = left.filter(key => !read.has(key));
  }
}

function readSome(
  db: Database,
  keys: readonly number[],
  { names, possible }: Wanted,
): Promise<readonly PayloadRow[]> {
  const stored = names.filter(isStored);
  const read = stored.map(name => `, p.${columns[name]} AS ${name}`).join('');
  const bytes = names.map(name => (isStored(name) ? bytesOf(columns[name]) : partBytes[name])).join(' + ');
  const statement = sql`SELECT s.key${raw(read)} FROM (
        SELECT k.key, coalesce(sum(${raw(bytes)})
          OVER (ORDER BY k.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM unnest(${keys}::bigint[]) AS k(key) LEFT JOIN payloads ON payloads.key = k.key
      ) s LEFT JOIN LATERAL (SELECT * FROM payloads WHERE payloads.key = s.key LIMIT 1) p ON ${possible}
    WHERE s.before < ${bytesAtOnce}`;
  return db.rows<PayloadRow>(statement);
}

function isStored(name: PayloadName): name is StoredName {
  return Object.hasOwn(columns, name);
}

const partBytes = {
  messages: 'coalesce((SELECT sum(octet_length(json)) FROM messages WHERE run = k.key), 0)',
  logs: `least(coalesce((SELECT sum(octet_length(message)) FROM logs WHERE run = k.key), 0), ${searchedLogBytes})`,
} as const satisfies Record<Exclude<PayloadName, StoredName>, string>;

function bytesOf(column: string): string {
  return `octet_length(coalesce(${column}, ''))`;
}

async function readMessages(db: Database, rows: readonly PayloadRow[]) {
  return messagesByRun(await db.rows<MessageRow>(searchedMessages(rows.map(({ key }) => key))));
}

async function readLogs(db: Database, rows: readonly PayloadRow[]) {
  return logsByRun(await db.rows<LogRow>(newestLogs(rows.map(({ key }) => allLogs(key)))));
}

function toPayloads(
  { input, output, error }: PayloadRow,
  messages: readonly string[] = [],
  logs: readonly string[] = [],
): Payloads {
  return {
    input: toPayload(input),
    output: toPayload(output),
    error: toPayload(error),
    messages: toMessages(messages),
    logs,
  };
}
