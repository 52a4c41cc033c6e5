import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { asksForUsual } from '../../model/query/clauses.ts';
import type { Query } from '../../model/query/query.ts';
import { type RunSummary, runningMs } from '../../model/run.ts';
import { runSlowness } from '../../model/usual/usual.ts';
import { newestFirst, type Sort, type SortField } from './sort.ts';

/** A position in `createdAt desc, id desc` order. The id `''` comes after all runs of that time. */
export type Place = { readonly createdAt: number; readonly id: string };

type Ordered = Pick<RunSummary, 'createdAt' | 'changedAt' | 'id' | 'target'>;

/** The time by which its store lists a run: when it was created, or when it last changed. */
export function listedAt({ createdAt, changedAt }: Pick<RunSummary, 'createdAt' | 'changedAt'>): number {
  return changedAt ?? createdAt;
}

export function placeOf(run: Ordered): Place {
  return { createdAt: listedAt(run), id: run.id };
}

/** Compares by code points, as databases compare UTF-8 bytes. `<` compares UTF-16 units. */
export function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rankOf(one) - rankOf(other);
  }
  return a.length - b.length;
}

/** Surrogates encode code points above every other unit. */
function rankOf(unit: number): number {
  return (unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit;
}

/** Newest first, or last changed first; in a list of several targets, equal runs by the target's name. */
export function compareNewest(a: Ordered, b: Ordered): number {
  return listedAt(b) - listedAt(a) || compareIds(b.id, a.id) || compareIds(a.target ?? '', b.target ?? '');
}

export function isNewer(a: Ordered, b: Ordered): boolean {
  return compareNewest(a, b) < 0;
}

export function isNewestFirst({ field, descending }: Sort): boolean {
  return field === newestFirst.field && descending === newestFirst.descending;
}

/** Every store can list in its own order, which is the default. */
export function canSort({ sorts }: { readonly sorts: readonly SortField[] }, sort: Sort): boolean {
  return isNewestFirst(sort) || sorts.includes(sort.field);
}

export function comesAfter(run: Place, place: Place | undefined): boolean {
  if (!place || run.createdAt !== place.createdAt) return !place || run.createdAt < place.createdAt;
  return place.id !== '' && compareIds(run.id, place.id) < 0;
}

export const topSize = 1_000;

type Value = number | string | undefined;

const sortValues: Readonly<Record<SortField, (run: RunSummary, now: number) => Value>> = {
  created: run => run.createdAt,
  started: run => run.startedAt,
  finished: run => run.finishedAt,
  duration: runningMs,
  slow: runSlowness,
  cost: run => run.costUsd,
  messages: run => run.messageCount,
  steps: run => run.stepCount,
  name: run => run.name,
};

export function sortValue(run: RunSummary, field: SortField, now: number): Value {
  return sortValues[field](run, now);
}

/** Absent values come last in both directions; equal values newest first. */
export function createComparator(
  { field, descending }: Sort,
  now: number,
): (a: RunSummary, b: RunSummary) => number {
  return (a, b) => {
    const [one, other] = [sortValue(a, field, now), sortValue(b, field, now)];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined) || compareNewest(a, b);
    const order = compareValues(one, other);
    return (descending ? -order : order) || compareNewest(a, b);
  };
}

function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareIds(String(a), String(b));
}

/** Whether runs can only be found or ordered by what is usual for their workflows. */
export function needsUsual(query: Query, sort?: Sort): boolean {
  return sort?.field === 'slow' || asksForUsual(query);
}

/** A run's position in newest-first order, and how many runs were read before it. */
export type Cursor = Place & { readonly read: number };

export function formatCursor({ createdAt, id, read }: Cursor): string {
  return toCursor([createdAt, id, read]);
}

export function parseCursor(text: string): Cursor {
  const [createdAt, id, read] = valuesOfCursor(text);
  if (typeof createdAt === 'number' && typeof id === 'string' && typeof read === 'number')
    return { createdAt, id, read };
  throw notACursor('this store', text);
}

export function toCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** An empty list where the text is not from `toCursor`. */
export function valuesOfCursor(text: string): readonly unknown[] {
  const value = tryParseJson(Buffer.from(text, 'base64url').toString());
  return Array.isArray(value) ? value : [];
}

export function notACursor(of: string, text: string, further = ''): InspectorError {
  return new InspectorError('usage', `not a cursor of ${of}: ${text.slice(0, 40)}`, {
    hint: `take nextCursor of the page before, as it is${further}`,
  });
}
