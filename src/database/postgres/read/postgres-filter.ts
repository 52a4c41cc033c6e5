import { compilePatterns, globPieces } from '../../../model/query/pattern.ts';
import type { TextField, TextPattern } from '../../../model/query/query.ts';
import { runFields, runTags } from '../../../model/run-fields.ts';
import type { WorkflowUsual } from '../../../model/usual/usual.ts';
import { anyOf, type Condition, inexact, undecided } from '../../../query-sql/condition.ts';
import { type FilterDialect, postgresFlavor } from '../../../query-sql/filter-dialect.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { compileExactTexts } from '../../../query-sql/text-sql.ts';
import type { SearchedField } from '../../runs/events/dictionary.ts';
import { longestPiece } from '../../runs/filter/index-entry.ts';
import { findListed, type SearchedValues } from '../../runs/filter/listed-values.ts';
import {
  compileFailureGroups,
  exactColumns,
  storedColumns,
  storedStatus,
} from '../../runs/filter/stored-columns.ts';
import { leastDivisor } from '../../runs/rows/summary-row.ts';
import { type FacetField, facetMarks, isLongFacet, longFacet, toFacet } from '../facets.ts';
import { endedRunning } from '../postgres-schema.ts';
import { encodeText } from '../text-codec.ts';
import { divisorSql, settled } from './postgres-run-row.ts';
import {
  compileLogs,
  compilePathWords,
  compileWord,
  isPlain,
  likePattern,
  searchHolds,
} from './text-search.ts';

export type ListedValues = (field: FacetField) => readonly string[] | undefined;

const soughtLength = 10;

/** Facets find whole texts; trigrams, ids and errors; a `tsvector`, the words of payloads and messages. */
export function postgresFilter(
  valuesOf: ListedValues,
  searched: SearchedValues,
  usual: readonly WorkflowUsual[] = [],
): FilterDialect {
  return {
    ...postgresFlavor,
    ...storedStatus(raw('r.status'), postgresFlavor),
    columns: storedColumns,
    indexedDuration: {
      has: raw('(r.finished_at IS NOT NULL AND r.started_at IS NOT NULL)'),
      ms: raw('greatest(0, r.finished_at - r.started_at)'),
    },
    indexedRunning: {
      has: raw('(r.finished_at IS NOT NULL AND r.started_at IS NOT NULL)'),
      ms: raw(endedRunning),
    },
    settled,
    usual: () => ({ divisor: divisorSql(usual), leastDivisor: leastDivisor(usual) }),
    text: (field, patterns) => {
      const texts = patterns.map(({ text }) => text);
      return field === 'failure' ? compileFailureGroups(texts) : compileText(field, patterns, valuesOf);
    },
    word: clause => compileWord(clause, compileListed(clause.text, searched)),
    path: compilePathWords,
  };
}

function compileText(
  field: Exclude<TextField, 'failure'>,
  patterns: readonly TextPattern[],
  valuesOf: ListedValues,
): Condition {
  switch (field) {
    case 'id':
      return anyOf(patterns.map(pattern => compileShown(pattern, true)));
    case 'error':
      return withError(anyOf(patterns.map(pattern => compileShown(pattern, false))));
    case 'log':
      return compileLogs(patterns);
    case 'retryOf':
    case 'key': {
      const text = raw(`r.${exactColumns[field]}`);
      const isAmong = (texts: readonly string[]) => sql`${text} = ANY(${texts.map(encodeText)}::text[])`;
      return compileExactTexts(patterns, { text, isAmong, isPlain });
    }
    default:
      return compileFacets(field, patterns, valuesOf);
  }
}

function withError(condition: Condition): Condition {
  const hasError = sql`(r.error_message IS NOT NULL AND ${condition.sql})`;
  return { ...inexact(hasError), ...(condition.indexed ? { indexed: hasError } : {}) };
}

/** Searches for the longest piece of a glob; the matcher decides the rest. */
function compileShown(pattern: TextPattern, isWhole: boolean): Condition {
  const longest = longestPiece(pattern);
  if (longest === '' || !isPlain(longest)) return undecided;
  const begins = isWhole && (!pattern.isGlob || longest === globPieces(pattern.text)[0]);
  return { ...inexact(searchHolds(longest, begins)), indexed: indexedShown(longest, begins) };
}

/** Searches for the end of a long text: a trigram index is slow for prefixes that many ids share. */
function indexedShown(text: string, begins: boolean): Sql {
  const units = [...text];
  const end = units.slice(-soughtLength).join('');
  return units.length > 2 * soughtLength && isPlain(end)
    ? searchHolds(end, false)
    : searchHolds(text, begins);
}

/** The column `search` holds the texts that are not listed. */
function compileListed(word: string, searched: SearchedValues): Condition | undefined {
  const listed = findListed(word, searched);
  const facets = [
    ...new Set(listed.flatMap(({ field, texts }) => texts.map(text => toFacet(facetFieldOf(field), text)))),
  ];
  if (facets.length === 0) return undefined;
  const arePlain = listed.every(({ texts }) => texts.every(isPlain));
  return { sql: sql`r.facets && ${facets}::text[]`, isExact: arePlain && !facets.some(isLongFacet) };
}

function facetFieldOf(field: SearchedField): FacetField {
  return runTags.find(tag => runFields[tag].column === field) ?? 'trigger';
}

/** Tests globs on the listed texts, or in SQL if a field has too many to list. */
function compileFacets(
  field: FacetField,
  patterns: readonly TextPattern[],
  valuesOf: ListedValues,
): Condition {
  const globs = patterns.filter(pattern => pattern.isGlob);
  const wholes = patterns.filter(pattern => !pattern.isGlob);
  const values = globs.length > 0 ? valuesOf(field) : [];
  const fitting = values?.filter(compilePatterns(globs)) ?? [];
  const conditions = [holdsAny(field, [...wholes.map(pattern => pattern.text), ...fitting])];
  if (!values) conditions.push(...globs.map(glob => fitsGlob(field, glob)));
  return anyOf(conditions);
}

function holdsAny(field: FacetField, texts: readonly string[]): Condition {
  const facets = [...new Set(texts.map(text => toFacet(field, text)))];
  const overlaps = sql`r.facets && ${facets}::text[]`;
  // Few runs have a failed step, and the column is faster to test.
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
