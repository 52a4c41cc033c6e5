import { clauseNeedsPayloads, clausePayloads, type PayloadName } from '../../../model/query/clauses.ts';
import { compileMatcher } from '../../../model/query/match/compile-matcher.ts';
import type { Matchable, Payloads } from '../../../model/query/match/subject.ts';
import type { Clause } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import type { WordClause } from './filter-dialect.ts';

/** A word index's knowledge of a run's payloads; `unsure` if they must be read. */
export type WordKnowledge = 'holds' | 'lacks' | 'unsure';

/** A run that SQL found. */
export type Candidate = {
  readonly summary: RunSummary;
  readonly knows: (clause: WordClause) => WordKnowledge;
};

/** Whether a run matches; `undefined` if its payloads must be read. */
export type Verdict = boolean | undefined;

/** Verifies candidates by the matcher, which alone defines the meaning of a filter. */
export type Judge = {
  /** The payloads that may decide, by name. */
  readonly payloads: readonly PayloadName[];
  readonly judge: (candidate: Candidate) => Verdict;
  readonly judgeByPayloads: (candidate: Candidate, load: () => Payloads) => boolean;
};

type Test = { readonly clause: Clause; readonly fits: (run: Matchable) => boolean };

export function createJudge(clauses: readonly Clause[], context: { readonly now: number }): Judge {
  const fitsSummary = compileMatcher(
    { clauses: clauses.filter(clause => !clauseNeedsPayloads(clause)) },
    context,
  );
  const tests = clauses.filter(clauseNeedsPayloads).map(clause => ({
    clause,
    fits: compileMatcher({ clauses: [{ ...clause, negated: false }] }, context),
  }));

  function judge(candidate: Candidate, payloads?: () => Payloads): Verdict {
    if (!fitsSummary(candidate)) return false;
    let verdict: Verdict = true;
    for (const test of tests) {
      const fits = judgeOne(test, candidate, payloads);
      if (fits === undefined) verdict = undefined;
      else if (fits === test.clause.negated) return false;
    }
    return verdict;
  }

  return {
    payloads: [...new Set(tests.flatMap(({ clause }) => clausePayloads(clause)))].sort(),
    judge: candidate => judge(candidate),
    judgeByPayloads(candidate, load) {
      let loaded: Payloads | undefined;
      const payloads = () => {
        loaded ??= load();
        return loaded;
      };
      return judge(candidate, payloads) === true;
    },
  };
}

function judgeOne({ clause, fits }: Test, candidate: Candidate, payloads?: () => Payloads): Verdict {
  const { summary, knows } = candidate;
  if (clause.type === 'word') {
    if (fits({ summary })) return true;
    const known = knows(clause);
    if (known !== 'unsure') return known === 'holds';
  }
  return payloads && fits({ summary, payloads });
}
