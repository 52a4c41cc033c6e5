import { compileMatcher } from '../../../model/query/match/compile-matcher.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { searchNeedle } from '../../../model/query/search-words.ts';
import type { RunSummary } from '../../../model/run.ts';

/**
 * What the index of words knows of a run: it holds the word, it does not, or the payloads have to be read.
 */
export type WordKnowledge = 'holds' | 'lacks' | 'ask';

export type Candidate = {
  readonly summary: RunSummary;
  readonly payloads: () => Payloads;
  readonly knows: (clause: WordClause) => WordKnowledge;
};

export type WordClause = Extract<Clause, { type: 'word' }>;

/** The bare words that may also stand in payloads. */
export function payloadWordClauses(query: Query): readonly WordClause[] {
  return query.clauses
    .filter(clause => clause.type === 'word')
    .filter(clause => searchNeedle(clause.text) !== undefined);
}

/**
 * Has the last word on every row: the matcher's own, with the index of words in place of payloads where it
 * knows enough.
 */
export function createVerifier(
  query: Query,
  context: { readonly now: number },
): (candidate: Candidate) => boolean {
  const wordClauses = payloadWordClauses(query);
  const others: readonly Clause[] = query.clauses.filter(
    clause => !wordClauses.some(word => word === clause),
  );
  const fitsOthers = compileMatcher({ clauses: others }, context);
  const words = wordClauses.map(clause => ({
    clause,
    fits: compileMatcher({ clauses: [{ ...clause, negated: false }] }, context),
  }));
  return ({ summary, payloads: load, knows }) => {
    let loaded: Payloads | undefined;
    const payloads = () => {
      loaded ??= load();
      return loaded;
    };
    const fitsWord = ({ clause, fits }: (typeof words)[number]) => {
      if (fits({ summary })) return true;
      const known = knows(clause);
      return known === 'holds' || (known === 'ask' && fits({ summary, payloads }));
    };
    return words.every(word => fitsWord(word) !== word.clause.negated) && fitsOthers({ summary, payloads });
  };
}
