import { clausePayloads, type PayloadName } from '../../../model/query/clauses.ts';
import { compileMatcher } from '../../../model/query/match/compile-matcher.ts';
import type { Matchable } from '../../../model/query/match/subject.ts';
import type { RunSummary } from '../../../model/run.ts';
import { allOf, empty, joinSql, raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeRow } from '../text-codec.ts';
import { readPayloads } from './candidate-payloads.ts';
import type { Plan } from './postgres-plan.ts';
import { type RunRow, toRunSummary } from './postgres-run-row.ts';
import { mayHoldLeaf, type WordClause, wordSql } from './text-search.ts';

/**
 * A row, and in `k0`, `k1` … whether it holds each bare word: 0 no, 1 yes, 2 its payloads have to be asked.
 */
export type CandidateRow = RunRow & { readonly [known: `k${number}`]: number };

/** Has the last word on rows that SQL found: the matcher's own. */
export type Verifier = {
  /** What a statement has to select of a row `r` with words `p.words`, each after a comma. */
  readonly select: Sql;
  readonly needsWords: boolean;
  /** Whether every row is asked for its payloads, which takes long. */
  readonly readsPayloads: boolean;
  /** Whether some rows may not fit. */
  readonly isDoubtful: boolean;
  /** Of each row its summary, when it fits. */
  readonly verify: (
    db: Database,
    rows: readonly CandidateRow[],
  ) => Promise<readonly (RunSummary | undefined)[]>;
};

type Test = {
  readonly isNegated: boolean;
  readonly fits: (run: Matchable) => boolean;
  /** The payloads that it may ask for. */
  readonly payloads: readonly PayloadName[];
  readonly known?: `k${number}`;
};

/** `undefined`: not without the payloads. */
type Verdict = boolean | undefined;

export function createVerifier({ rest, now }: Plan): Verifier {
  const knowledge: Sql[] = [];
  const tests = rest
    .filter(({ condition }) => !condition.isExact)
    .map(({ clause }): Test => {
      const fits = compileMatcher({ clauses: [{ ...clause, negated: false }] }, { now });
      const test = { isNegated: clause.negated, fits, payloads: clausePayloads(clause) };
      if (clause.type !== 'word' || test.payloads.length === 0) return test;
      const known = `k${knowledge.length}` as const;
      knowledge.push(sql`, ${knowledgeSql(clause)} AS ${raw(known)}`);
      return { ...test, known };
    });

  const names = [...new Set(tests.flatMap(test => test.payloads))].sort();
  // Where a path finds nothing for certain, it finds nothing in no payloads, either.
  const possible = allOf(
    rest.flatMap(({ clause }) =>
      clause.type === 'path' && !clause.negated ? (mayHoldLeaf(clause) ?? []) : [],
    ),
  );

  return {
    select: knowledge.length > 0 ? joinSql(knowledge, '') : empty,
    needsWords: knowledge.length > 0,
    readsPayloads: tests.some(test => test.payloads.length > 0 && test.known === undefined),
    isDoubtful: tests.length > 0,
    async verify(db, rows) {
      const candidates = rows.map(row => ({ row, summary: toRunSummary(decodeRow(row)) }));
      const verdicts = candidates.map(({ row, summary }) => judge(tests, row, { summary }));
      const asked = candidates.filter((_, at) => verdicts[at] === undefined);
      const answers = new Map<number, Verdict>();
      const byKey = new Map(asked.map(candidate => [candidate.row.key, candidate]));
      await readPayloads(db, [...byKey.keys()], { names, possible }, (key, payloads) => {
        const found = byKey.get(key);
        if (found) answers.set(key, judge(tests, found.row, { summary: found.summary, payloads }));
      });
      return candidates.map(({ row, summary }, at) =>
        (verdicts[at] ?? answers.get(row.key)) ? summary : undefined,
      );
    },
  };
}

function knowledgeSql(clause: WordClause): Sql {
  const { certain, possible } = wordSql(clause);
  return sql`CASE WHEN ${certain} THEN 1 WHEN ${possible} THEN 2 ELSE 0 END`;
}

/** Clause by clause, those that need no payloads first. */
function judge(tests: readonly Test[], row: CandidateRow, run: Matchable): Verdict {
  let verdict: Verdict = true;
  for (const test of tests) {
    const fits = judgeOne(test, row, run);
    if (fits === undefined) verdict = undefined;
    else if (fits === test.isNegated) return false;
  }
  return verdict;
}

function judgeOne({ fits, payloads, known }: Test, row: CandidateRow, run: Matchable): Verdict {
  if (payloads.length === 0 || run.payloads) return fits(run);
  const knowledge = known === undefined ? 2 : row[known];
  return knowledge === 2 ? undefined : knowledge === 1;
}
