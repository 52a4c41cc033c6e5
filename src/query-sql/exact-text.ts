import { globPieces } from '../model/query/pattern.ts';
import { type Clause, type ExactField, isExactField, type TextPattern } from '../model/query/query.ts';
import { type Condition, inexact } from './condition.ts';
import { type Sql, sql } from './sql-template.ts';

export type ExactClause = Extract<Clause, { type: 'text' }> & { readonly field: ExactField };

export function isExactClause(clause: Clause): clause is ExactClause {
  return clause.type === 'text' && isExactField(clause.field);
}

type Among = {
  /** The text of a run, `NULL` where it has none. */
  readonly text: Sql;
  /** Whether that is one of these. */
  readonly isAmong: (texts: readonly string[]) => Sql;
  /** Whether the store tells the text from all others. */
  readonly isPlain?: (text: string) => boolean;
};

/** Runs that have one of these texts, letter by letter. Of a glob other than `*`, the matcher decides. */
export function ofExactTexts(
  patterns: readonly TextPattern[],
  { text, isAmong, isPlain = () => true }: Among,
): Condition {
  const hasText = sql`${text} IS NOT NULL`;
  const globs = patterns.filter(({ isGlob }) => isGlob);
  if (globs.length > 0) return { ...inexact(hasText), isExact: globs.some(isAnything), indexed: hasText };
  const texts = patterns.map(pattern => pattern.text);
  const isOne = sql`(${hasText} AND ${isAmong(texts)})`;
  return { ...inexact(isOne), isExact: texts.every(isPlain), indexed: isOne };
}

function isAnything({ text }: TextPattern): boolean {
  return globPieces(text).every(piece => piece === '');
}
