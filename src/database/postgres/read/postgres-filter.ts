import { compilePattern, globPieces } from '../../../model/query/pattern.ts';
import type {
  Clause,
  NumberField,
  NumberTest,
  StatusValue,
  TextPattern,
} from '../../../model/query/query.ts';
import { resolveTime, type TimeRange } from '../../../model/query/resolve-time.ts';
import { activeStatuses } from '../../../model/status.ts';
import { anyOf, type Condition, exact, inexact, negated, undecided } from '../../runs/filter/condition.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';
import { type FacetField, facetMarks, longFacet, toFacet } from '../facets.ts';
import { compilePathWords, compileWord, isPlain, likePattern, searchHolds } from './text-search.ts';
import { hasEnded, numberSql, ranSql } from './value-sql.ts';

const soughtLength = 10;

/** What a filter is compiled against. */
export type FilterContext = {
  readonly now: number;
  /** Every text of a field, or `undefined` when they are too many to be listed. */
  readonly valuesOf: (field: FacetField) => readonly string[] | undefined;
};

export function compileClause(clause: Clause, context: FilterContext): Condition {
  if (clause.type === 'word') return compileWord(clause);
  if (clause.type === 'path') return clause.negated ? undecided : compilePathWords(clause);
  const meaning = compileMeaning(clause, context);
  return clause.negated ? negated(meaning) : meaning;
}

type RowClause = Exclude<Clause, { type: 'word' | 'path' }>;

function compileMeaning(clause: RowClause, context: FilterContext): Condition {
  switch (clause.type) {
    case 'status':
      return anyOf(clause.values.map(compileStatus));
    case 'kind':
      return exact(sql`r.kind = ANY(${clause.values}::text[])`);
    case 'text':
      return compileText(clause.field, clause.values, context);
    case 'number': {
      const { field } = clause;
      return anyOf(clause.tests.map(test => compileNumber(field, test, context.now)));
    }
    case 'time': {
      const column = raw(clause.field === 'started' ? 'r.started_at' : 'r.created_at');
      return anyOf(clause.tests.map(test => compileRange(column, resolveTime(test, context.now))));
    }
  }
}

function compileStatus(value: StatusValue): Condition {
  if (value.status === 'active')
    return exact(
      sql`(r.status = ANY(${activeStatuses}::text[]) OR (r.status = 'unknown' AND r.finished_at IS NULL))`,
    );
  return { sql: sql`r.status = ${value.status}`, isExact: value.raw === undefined };
}

type TextClause = Extract<Clause, { type: 'text' }>;

function compileText(
  field: TextClause['field'],
  patterns: readonly TextPattern[],
  context: FilterContext,
): Condition {
  switch (field) {
    case 'id':
      return anyOf(patterns.map(pattern => compileShown(pattern, true)));
    case 'error':
      return withError(anyOf(patterns.map(pattern => compileShown(pattern, false))));
    default:
      return compileFacets(field, patterns, context);
  }
}

function withError(condition: Condition): Condition {
  const hasError = sql`(r.error_message IS NOT NULL AND ${condition.sql})`;
  return { ...inexact(hasError), ...(condition.indexed ? { indexed: hasError } : {}) };
}

/** Of a glob, its longest piece is looked for: what stands around it is left to the matcher. */
function compileShown(pattern: TextPattern, isWhole: boolean): Condition {
  const pieces = pattern.isGlob ? globPieces(pattern.text) : [pattern.text];
  const [longest = ''] = [...pieces].sort((a, b) => b.length - a.length);
  if (longest === '' || !isPlain(longest)) return undecided;
  const begins = isWhole && longest === pieces[0];
  return { ...inexact(searchHolds(longest, begins)), indexed: indexedShown(longest, begins) };
}

/** What many ids begin with is dear to look up in an index of trigrams: of a long text, its end is enough. */
function indexedShown(text: string, begins: boolean): Sql {
  const units = [...text];
  const end = units.slice(-soughtLength).join('');
  return units.length > 2 * soughtLength && isPlain(end)
    ? searchHolds(end, false)
    : searchHolds(text, begins);
}

/**
 * A text equals another, or fits a glob that the listed texts are tried on; a glob on texts that are not
 * listed is tried in SQL.
 */
function compileFacets(
  field: FacetField,
  patterns: readonly TextPattern[],
  context: FilterContext,
): Condition {
  const globs = patterns.filter(pattern => pattern.isGlob);
  const wholes = patterns.filter(pattern => !pattern.isGlob);
  const values = globs.length > 0 ? context.valuesOf(field) : [];
  const tests = globs.map(compilePattern);
  const fitting = values?.filter(value => tests.some(test => test(value))) ?? [];
  const conditions = [holdsAny(field, [...wholes.map(pattern => pattern.text), ...fitting])];
  if (!values) conditions.push(...globs.map(glob => fitsGlob(field, glob)));
  return anyOf(conditions);
}

function holdsAny(field: FacetField, texts: readonly string[]): Condition {
  const facets = [...new Set(texts.map(text => toFacet(field, text)))];
  const overlaps = sql`r.facets && ${facets}::text[]`;
  // Few runs have one, and whether they do is told sooner.
  const condition = field === 'step' ? sql`(r.error_step IS NOT NULL AND ${overlaps})` : overlaps;
  const isExact = !facets.includes(longFacet(field)) && texts.every(isPlain);
  return { sql: condition, isExact, indexed: condition };
}

function fitsGlob(field: FacetField, { text }: TextPattern): Condition {
  const pieces = globPieces(text);
  if (!pieces.every(isPlain)) return undecided;
  const like = `${facetMarks[field]}:${pieces.map(likePattern).join('%')}`;
  return inexact(
    sql`(EXISTS (SELECT FROM unnest(r.facets) f WHERE f LIKE ${like}) OR r.facets && ${[longFacet(field)]}::text[])`,
  );
}

function compileNumber(field: NumberField, test: NumberTest, now: number): Condition {
  const condition = fitsNumber(numberSql(field, now), test);
  if (field !== 'duration') return { ...exact(condition), indexed: condition };
  const ended = sql`(${hasEnded} AND ${fitsNumber(ranSql, test)})`;
  const going = sql`(r.finished_at IS NULL AND ${condition})`;
  return { ...exact(condition), indexed: sql`(${ended} OR ${going})` };
}

function fitsNumber(value: Sql, test: NumberTest): Sql {
  return test.op === '..'
    ? sql`${value} BETWEEN ${test.from}::float8 AND ${test.to}::float8`
    : sql`${value} ${raw(test.op)} ${test.value}::float8`;
}

function compileRange(column: Sql, { from, to }: TimeRange): Condition {
  const condition = sql`(${column} >= ${toBound(from, '-Infinity')}::float8 AND ${column} < ${toBound(to, 'Infinity')}::float8)`;
  return { ...exact(condition), indexed: condition };
}

function toBound(at: number | undefined, open: string): string {
  return at === undefined ? open : String(at);
}
