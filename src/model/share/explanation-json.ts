import { isRecord } from '../is-record.ts';
import { joinQueries } from '../query/clauses.ts';
import { beginningWith, composeQuery, toClause } from '../query/compose-query.ts';
import { formatQuery } from '../query/format.ts';
import type { ClauseBody, Query, TextPattern } from '../query/query.ts';
import { runAddress } from '../run.ts';
import { formatAge, toIsoTime } from '../text/formats.ts';
import { redactValue } from '../text/redact-value.ts';
import { safeLine } from '../text/safe-text.ts';
import { closestTo, explained, type SharedCause, type SharedFindings } from './find-shared.ts';
import { type Compared, noSharedCause, sharedLines, specificValues } from './shared-text.ts';
import type { Outcome, SharedField, SharedValue } from './shared-value.ts';
import { sinceText } from './since-text.ts';
import type { Later, SinceWhen } from './since-when.ts';
import type { ValueSet } from './value-sets.ts';

/** The `shared` and `since` of the commands: what failed runs have in common, and since when they fail. */
export function toExplanationJson(
  { shared, there, since, isWhole }: FailureExplanation,
  { isMasked, now }: { readonly isMasked: boolean; readonly now: number },
) {
  const findings = isMasked ? maskShared(shared) : shared;
  const closest = closestTo(findings);
  return {
    shared: {
      text: sharedLines(findings, there),
      causes: findings.causes.map(toCauseJson),
      closest: closest && toSetJson(closest),
      isTendency: findings.tendency ? true : undefined,
      ranked: findings.ranked.map(toSetJson),
      failed: findings.failed,
      others: findings.others,
      candidates: findings.candidates,
      failedRead: there.failed,
      othersRead: there.others,
      from: there.from === undefined ? undefined : toIsoTime(there.from),
      to: there.to === undefined ? undefined : toIsoTime(there.to),
      leftOut: findings.leftOut.length > 0 ? findings.leftOut : undefined,
    },
    since: since && { text: sinceText(since, now, isWhole), ...toSinceJson(since) },
  };
}

function toCauseJson({ sets, split, failedIds }: SharedCause) {
  const query = causeQuery(sets);
  return {
    values: sets.map(toValueJson),
    filter: query && formatQuery(query),
    runs: query ? undefined : failedIds,
    ...split,
    explained: explained(split),
  };
}

function toSetJson(set: ValueSet) {
  return toCauseJson({ sets: [set], split: set.split });
}

/** `null` stands for an absent field, `*` for any value. */
function toValueJson({ values, isAbsent }: ValueSet) {
  const [first, ...same] = values.map(({ field, text, is }) => ({
    ...{ field: field.name, is },
    value: text ?? (isAbsent ? null : '*'),
  }));
  return { ...first, same };
}

function toSinceJson(since: SinceWhen) {
  if (since.type === 'unchanged')
    return { type: since.type, all: since.all, later: toLaterJson(since.later) };
  if (since.type === 'never-succeeded')
    return { type: since.type, all: since.all, ...placeJson('firstBad', since.firstBad) };
  const { type, before, after, lastGood, firstBad, later } = since;
  return {
    ...{ type, before, after, at: toIsoTime(firstBad.at) },
    ...(lastGood ? placeJson('lastGood', lastGood) : {}),
    ...placeJson('firstBad', firstBad),
    later: toLaterJson(later),
  };
}

function toLaterJson(later: Later | undefined) {
  if (!later) return undefined;
  const { runs, succeeded, failed, isMore, lastBadAt, isOver } = later;
  return { runs, succeeded, failed, isMore: isMore || undefined, isOver, lastFailedAt: toIsoTime(lastBadAt) };
}

function placeJson(name: 'lastGood' | 'firstBad', run: Outcome) {
  return { [`${name}RunId`]: runAddress(run), [`${name}At`]: toIsoTime(run.at) };
}

/** `undefined` where the filter language cannot name the runs of a cause. */
export function causeQuery(sets: readonly ValueSet[]): Query | undefined {
  const queries = sets.map(setQuery).filter(query => query !== undefined);
  return queries.length === sets.length ? joinQueries(...queries) : undefined;
}

function setQuery({ values, isAbsent }: ValueSet): Query | undefined {
  return specificValues(values)
    .map(value => toQuery(value, isAbsent))
    .find(found => found !== undefined);
}

function toQuery({ field: { filter }, text, is }: SharedValue, isAbsent: boolean): Query | undefined {
  if (!filter) return undefined;
  const any = toClause(toBody(filter, { text: '*', isGlob: true }));
  if (text === undefined) return { clauses: [{ ...any, negated: isAbsent }] };
  const pattern = { text, isGlob: false };
  if (is === undefined) return composeQuery(toBody(filter, pattern));
  if (is === '*') return composeQuery(toBody(filter, beginningWith(text)));
  if (is === 'not') return { clauses: [any, { ...toClause(toBody(filter, pattern)), negated: true }] };
  const [op, value] = [is, Number(text)] as const;
  if ('field' in filter || Number.isNaN(value)) return undefined;
  return composeQuery({
    type: 'path',
    root: 'input',
    path: filter.path,
    tests: [{ type: 'number', test: { op, value } }],
  });
}

type Filter = NonNullable<SharedField['filter']>;

function toBody(filter: Filter, pattern: TextPattern): ClauseBody {
  return 'field' in filter
    ? { type: 'text', field: filter.field, values: [pattern] }
    : { type: 'path', root: 'input', path: filter.path, tests: [{ type: 'text', pattern }] };
}

/** Masks values that look like a secret, or whose field names one. */
export function maskShared(findings: SharedFindings): SharedFindings {
  const causes = findings.causes.map(cause => ({ ...cause, sets: cause.sets.map(maskSet) }));
  const tendency = findings.tendency && maskSet(findings.tendency);
  return { ...findings, causes, ranked: findings.ranked.map(maskSet), tendency };
}

function maskSet(set: ValueSet): ValueSet {
  return { ...set, values: set.values.map(maskSharedValue) };
}

/** A masked value cannot be filtered by. */
function maskSharedValue(value: SharedValue): SharedValue {
  const { field, text, is } = value;
  if (text === undefined) return value;
  const shown = maskAt(field.name, text);
  return shown === text ? value : { field: { name: field.name }, text: shown, is };
}

/** Masks a text as if it were in the payload, where everything below a secret is one. */
function maskAt(name: string, text: string): string {
  const keys = name.split('.').map(key => key.replaceAll('"', ''));
  let { value } = redactValue(keys.reduceRight<unknown>((member, key) => ({ [key]: member }), text));
  while (isRecord(value)) [value] = Object.values(value);
  return String(value);
}

export type FailureExplanation = {
  readonly shared: SharedFindings;
  /** How many runs there are, of which `shared` may compare a sample. */
  readonly there: Compared;
  /** The latest failed run, by creation. */
  readonly lastBad?: Outcome;
  readonly since: SinceWhen | undefined;
  /** Whether `since` knows every run up to the last failure. */
  readonly isWhole: boolean;
};

/** The answer to `W`, and when it was found; it is worded when shown, since times of today have no date. */
export type Explained = { readonly explanation: FailureExplanation; readonly at: number };

/** `found 5m ago: 15 of 15 failed have …`, with secrets masked. */
export function explainedText({ explanation, at }: Explained, now: number): string {
  return `found ${formatAge(at, now)}: ${explanationText(explanation, now)}`;
}

function explanationText({ shared, there, since, isWhole }: FailureExplanation, now: number): string {
  const [first] = shared.causes.length > 0 ? sharedLines(maskShared(shared), there) : [];
  const cause = first ?? noSharedCause;
  const times = since && hasChanged(since) ? sinceText(since, now, isWhole) : '';
  return safeLine([cause, times].filter(Boolean).join('; '));
}

function hasChanged(since: SinceWhen): boolean {
  return since.type !== 'unchanged' || since.later?.isOver === true;
}
