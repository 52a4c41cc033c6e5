import { clauseNeedsPayloads, clausePayloads } from '../model/query/clauses.ts';
import { compileClause, compileMatcher } from '../model/query/match/compile-matcher.ts';
import { type Payloads, type Subject, type Test, toSubject } from '../model/query/match/subject.ts';
import type { Clause } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';

/** What an index knows of a run's payloads or logs; with `unsure` they must be read. */
export type IndexKnowledge = 'holds' | 'lacks' | 'unsure';

export type Candidate = { readonly summary: RunSummary; readonly knows: (clause: Clause) => IndexKnowledge };

/** Whether a run matches; `undefined` if its payloads must be read. */
type Verdict = boolean | undefined;

type PayloadTest = { readonly clause: Clause; readonly fits: Test };

/** Verifies candidates by the matcher, which alone defines what a filter means. */
export function createJudge(clauses: readonly Clause[], context: { readonly now: number }) {
  const light = clauses.filter(clause => !clauseNeedsPayloads(clause));
  const fitsSummary = compileMatcher({ clauses: light }, context);
  const tests = clauses.filter(clauseNeedsPayloads).map(clause => ({
    clause,
    fits: compileClause(clause, context.now),
  }));

  function judge(candidate: Candidate, whole?: Subject): Verdict {
    if (!fitsSummary(candidate)) return false;
    const shown = toSubject({ summary: candidate.summary });
    let verdict: Verdict = true;
    for (const test of tests) {
      const fits = judgeOne(test, candidate, { shown, whole });
      if (fits === undefined) verdict = undefined;
      else if (fits === test.clause.negated) return false;
    }
    return verdict;
  }

  return {
    payloads: [...new Set(tests.flatMap(({ clause }) => clausePayloads(clause)))].sort(),
    judge: (candidate: Candidate) => judge(candidate),
    judgeByPayloads(candidate: Candidate, load: () => Payloads): boolean {
      return judge(candidate, toSubject({ summary: candidate.summary, payloads: load })) === true;
    },
  };
}

/** A run without its payloads, and with them if they may be read. All clauses share parsed payloads. */
type Subjects = { readonly shown: Subject; readonly whole?: Subject };

function judgeOne({ clause, fits }: PayloadTest, { knows }: Candidate, { shown, whole }: Subjects): Verdict {
  if (clause.type !== 'path') {
    if (fits(shown)) return true;
    const known = knows(clause);
    if (known !== 'unsure') return known === 'holds';
  }
  return whole && fits(whole);
}
