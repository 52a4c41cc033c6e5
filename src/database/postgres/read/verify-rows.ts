import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { clauseNeedsPayloads } from '../../../model/query/clauses.ts';
import type { RunSummary } from '../../../model/run.ts';
import { createUsualAdder } from '../../../model/usual/usual.ts';
import { type Candidate, createJudge, type WordKnowledge } from '../../runs/filter/clause-judge.ts';
import type { WordClause } from '../../runs/filter/filter-dialect.ts';
import { allOf, empty, joinSql, raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeRow } from '../text-codec.ts';
import { readPayloads } from './candidate-payloads.ts';
import type { Plan } from './postgres-plan.ts';
import { type RunRow, toRunSummary } from './postgres-run-row.ts';
import { isPlain, mayHoldLeaf, wordsSql } from './text-search.ts';

/** `k0`, `k1` … contain the word index's knowledge of each bare word. */
export type CandidateRow = RunRow & { readonly [known: `k${number}`]: WordKnowledge };

export type Verifier = {
  /** Further columns to select from `r` and `p.words`, each after a comma. */
  readonly select: Sql;
  readonly needsWords: boolean;
  /** Whether it reads every row's payloads, which is slow. */
  readonly readsPayloads: boolean;
  /** Whether some rows may not match. */
  readonly isDoubtful: boolean;
  /** The summary of each row that matches. */
  readonly verify: (
    db: Database,
    rows: readonly CandidateRow[],
  ) => Promise<readonly (RunSummary | undefined)[]>;
};

/** Verifies the clauses that SQL cannot decide. */
export function createVerifier({ rest, now, usual }: Plan): Verifier {
  const clauses = rest.filter(({ condition }) => !condition.isExact).map(({ clause }) => clause);
  const judge = createJudge(clauses, { now });
  const addUsual = usual && createUsualAdder(usual);
  const words = clauses.filter(clause => clause.type === 'word').filter(clauseNeedsPayloads);
  const knowledge = words.map((clause, at) => sql`, ${knowledgeSql(clause)} AS ${raw(`k${at}`)}`);
  // Payloads that certainly do not match a path need not be read.
  const possible = allOf(
    rest.flatMap(({ clause }) =>
      clause.type === 'path' && !clause.negated ? (mayHoldLeaf(clause) ?? []) : [],
    ),
  );

  function toCandidate(row: CandidateRow): Candidate & { readonly key: number } {
    const stored = toRunSummary(decodeRow(row));
    const summary = addUsual?.(stored) ?? stored;
    return { key: row.key, summary, knows: clause => row[`k${words.indexOf(clause)}`] ?? 'unsure' };
  }

  return {
    select: knowledge.length > 0 ? joinSql(knowledge, '') : empty,
    needsWords: knowledge.length > 0,
    readsPayloads: clauses.some(clause => clause.type === 'path'),
    isDoubtful: clauses.length > 0,
    async verify(db, rows) {
      const candidates = await mapYielding(rows, toCandidate);
      const verdicts = new Map(
        await mapYielding(candidates, candidate => [candidate.key, judge.judge(candidate)] as const),
      );
      const unsure = new Map(
        candidates.filter(({ key }) => verdicts.get(key) === undefined).map(one => [one.key, one]),
      );
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
