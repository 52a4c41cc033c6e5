import { compilePatterns, globPieces } from '../model/query/pattern.ts';
import { type Clause, type ExactField, isExactField, type TextPattern } from '../model/query/query.ts';
import { foldCase } from '../model/query/search-words.ts';
import { anyOf, type Condition, exact, inexact } from './condition.ts';
import type { SqlFlavor } from './filter-dialect.ts';
import { raw, type Sql, sql } from './sql-template.ts';

export type TextSql = (patterns: readonly TextPattern[]) => Condition;

/** SQL only knows whether there is such a text. */
export function anyText(column: Sql): TextSql {
  return () => inexact(sql`${column} IS NOT NULL`);
}

/** Printable ASCII, such as an id, whose case SQL folds as the matcher does. */
export function asciiText(column: Sql, { lower }: SqlFlavor): TextSql {
  const folded = lower(column);
  return patterns =>
    anyOf(
      patterns.map(({ text, isGlob }) => {
        const pieces = (isGlob ? globPieces(text) : [text]).map(foldCase);
        if (!pieces.every(piece => /^[ -~]*$/.test(piece))) return exact(raw('false'));
        if (!isGlob) return exact(sql`${folded} = ${pieces[0]}`);
        const pattern = pieces.map(piece => piece.replace(/[\\%_]/g, '\\$&')).join('%');
        return exact(sql`${folded} LIKE ${pattern} ESCAPE '\\'`);
      }),
    );
}

/** Any characters, such as in a name: the matcher decides for texts beyond ASCII. */
export function mostlyAsciiText(column: Sql, flavor: SqlFlavor): TextSql {
  const ascii = asciiText(column, flavor);
  return patterns => inexact(sql`(${ascii(patterns).sql} OR length(${column}) <> octet_length(${column}))`);
}

/** A PostgreSQL `uuid`, ordered like its texts. An index on the column finds the ids. */
export function uuidText(column: Sql, flavor: SqlFlavor): TextSql {
  const asText = asciiText(sql`${column}::text`, flavor);
  return patterns =>
    anyOf(
      patterns.map(pattern => {
        const text = foldCase(pattern.text);
        if (!pattern.isGlob) return exact(isUuid(text) ? sql`${column} = ${text}::uuid` : raw('false'));
        const prefix = text.replace(/\*+$/, '');
        const [first, last] = [fillUuid(prefix, '0'), fillUuid(prefix, 'f')];
        if (!isUuid(first)) return asText([pattern]);
        return exact(sql`${column} BETWEEN ${first}::uuid AND ${last}::uuid`);
      }),
    );
}

export function isUuid(text: string): boolean {
  return /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text);
}

function fillUuid(prefix: string, digit: string): string {
  return prefix + '00000000-0000-0000-0000-000000000000'.slice(prefix.length).replaceAll('0', digit);
}

/** One of a list of values. An index on the column finds them. */
export function listedText(column: Sql, values: readonly string[], { isAmong }: SqlFlavor): TextSql {
  return patterns => {
    const found = isAmong(column, values.filter(compilePatterns(patterns)));
    return { ...exact(found), indexed: found };
  };
}

/** Texts of every run, such as a trigger. */
export function constantTexts(texts: readonly string[]): TextSql {
  return patterns => exact(raw(String(texts.some(compilePatterns(patterns)))));
}

/** The id of a repeated run, whose case counts. */
export function repeatedId(column: Sql, { isAmong }: SqlFlavor): TextSql {
  return patterns => compileExactTexts(patterns, { text: column, isAmong: ids => isAmong(column, ids) });
}

export type ExactClause = Extract<Clause, { type: 'text' }> & { readonly field: ExactField };

export function isExactClause(clause: Clause): clause is ExactClause {
  return clause.type === 'text' && isExactField(clause.field);
}

type Among = {
  readonly text: Sql;
  readonly isAmong: (texts: readonly string[]) => Sql;
  /** Whether the store keeps the text apart from all others. */
  readonly isPlain?: (text: string) => boolean;
};

/** Compares letter by letter. The matcher decides globs other than `*`. */
export function compileExactTexts(
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
