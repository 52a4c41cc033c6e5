import type { LogClause } from '../../../model/query/clauses.ts';
import type { TextPattern } from '../../../model/query/query.ts';
import { isShortWord, queryWords } from '../../../model/query/search-words.ts';
import { type Condition, either, inexact, undecided } from '../../../query-sql/condition.ts';
import type { PathClause, WordClause } from '../../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import {
  compileHasLogs,
  cutMark,
  foldText,
  longestPiece,
  missingMark,
  textMark,
  wordsOfSearch,
  wordsOfValue,
} from '../../runs/filter/index-entry.ts';

/** Conditions on `p.words`, the words of payloads and messages. */
type WordsSql = { readonly certain: Sql; readonly possible: Sql; readonly keys: Sql };

const marks = textMark + textMark;

/** Whether a search for the text is precise: stored texts have some characters replaced. */
export function isPlain(text: string): boolean {
  return text.isWellFormed() && !/[\0-\u0002\ufffd]/.test(text);
}

export function likePattern(text: string): string {
  return foldText(text).replace(/[\\%_]/g, '\\$&');
}

export function searchHolds(part: string, begins: boolean): Sql {
  return sql`r.search LIKE ${`%${begins ? marks : ''}${likePattern(part)}%`}`;
}

/** Whether payloads and messages hold a bare word; `undefined` if they are not searched for it. */
export function wordsSql({ text }: WordClause): WordsSql | undefined {
  const sought = wordsOfSearch(text);
  if (!sought) return undefined;
  const query = `${sought.words.map(quote).join(' & ')}:*`;
  const orMissing = `${query} | ${quote(missingMark)}`;
  return {
    certain: sought.isExact ? sql`coalesce(p.words @@ ${query}::tsquery, false)` : raw('false'),
    possible: sql`coalesce(p.words @@ ${orMissing}::tsquery, false)`,
    keys: sql`SELECT key FROM payloads WHERE words @@ ${orMissing}::tsquery`,
  };
}

/** `listed`: a condition for the runs with a listed text that fits. */
export function compileWord(clause: WordClause, listed: Condition | undefined): Condition {
  const { text, negated } = clause;
  const words = wordsSql(clause);
  if (!isPlain(text)) return undecided;
  const shown = searchHolds(text, isShortWord(text));
  const isListed = listed ? [listed.sql] : [];
  const isListedForCertain = listed?.isExact ? isListed : [];
  const isExact = words === undefined && (listed?.isExact ?? true);
  const needsJoin = words !== undefined;
  if (negated)
    return {
      sql: sql`NOT ${either([shown, ...isListedForCertain, ...(words ? [words.certain] : [])])}`,
      ...{ isExact, needsJoin },
    };
  const possible = either([shown, ...isListed, ...(words ? [words.possible] : [])]);
  const keys = [shown, ...isListed].map(condition => sql`SELECT key FROM runs r WHERE ${condition}`);
  const indexed = words ? sql`r.key IN (${joinSql([...keys, words.keys], ' UNION ')})` : possible;
  return { sql: possible, isExact, needsJoin, indexed };
}

/** A payload value that equals a text contains its words in any order. */
export function compilePathWords(clause: PathClause): Condition {
  const queries = clause.tests.map(test =>
    test.type === 'text' ? wordsOfValue(test.pattern)?.map(quote).join(' & ') : undefined,
  );
  if (queries.some(query => query === undefined)) return undecided;
  const query = [...queries.map(one => `(${one})`), quote(cutMark)].join(' | ');
  const keys = sql`SELECT key FROM payloads WHERE words @@ ${query}::tsquery`;
  return {
    ...inexact(sql`coalesce(p.words @@ ${query}::tsquery, false)`),
    needsJoin: true,
    indexed: sql`r.key IN (${keys})`,
  };
}

/** Whether a payload's JSON may contain the sought value; `undefined` if no word decides. */
export function mayHoldLeaf({ root, tests }: PathClause): Sql | undefined {
  const words = tests.map(test => (test.type === 'text' ? decidingWord(test.pattern) : undefined));
  if (!words.every(word => word !== undefined)) return undefined;
  const json = raw(`p.${root}`);
  const holds = words.map(word => sql`strpos(lower(${json}), ${word}) > 0`);
  return sql`coalesce(${joinSql(holds, ' OR ')} OR strpos(${json}, ${'\\u'}) > 0, false)`;
}

/**
 * A word that JSON contains literally apart from case, unless it uses escapes. Excludes `k`, the one ASCII
 * letter that another character folds to, and `infinity`, the one word that numbers are shown as.
 */
function decidingWord({ text, isGlob }: TextPattern): string | undefined {
  if (isGlob) return undefined;
  const words = queryWords(text).filter(word => /^[a-jl-z]{4,}$/.test(word) && word !== 'infinity');
  return words.sort((a, b) => b.length - a.length)[0];
}

/** Words are letters, digits and marks, which need no escapes. */
function quote(word: string): string {
  return `'${word}'`;
}

/** Searches for the longest piece of each pattern; the matcher decides the rest. */
export function compileLogs(patterns: readonly TextPattern[]): Condition {
  const pieces = searchedPieces(patterns);
  if (!pieces) return compileHasLogs(patterns);
  const possible = inexact(mayHold(pieces));
  if (pieces.some(isShortWord)) return possible;
  const keys = sql`SELECT t.run FROM log_texts t WHERE ${holdsAny(pieces)} UNION SELECT run FROM unindexed_logs`;
  return { ...possible, indexed: sql`r.key IN (${keys})` };
}

/** Whether a message of the run may fit; `undefined` if no text decides. */
export function mayHoldLog({ values }: LogClause): Sql | undefined {
  const pieces = searchedPieces(values);
  return pieces && mayHold(pieces);
}

function searchedPieces(patterns: readonly TextPattern[]): readonly string[] | undefined {
  const pieces = patterns.map(longestPiece);
  return pieces.every(piece => piece !== '' && isPlain(piece)) ? pieces : undefined;
}

/** Messages that are not indexed yet may hold anything. */
function mayHold(pieces: readonly string[]): Sql {
  return sql`(EXISTS (SELECT FROM log_texts t WHERE t.run = r.key AND ${holdsAny(pieces)})
    OR EXISTS (SELECT FROM unindexed_logs u WHERE u.run = r.key))`;
}

function holdsAny(pieces: readonly string[]): Sql {
  return either(pieces.map(piece => sql`t.text LIKE ${`%${likePattern(piece)}%`}`));
}
