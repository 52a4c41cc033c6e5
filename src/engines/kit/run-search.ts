import type { Capabilities } from '../../contract/capabilities.ts';
import type { Place } from '../../contract/lists/run-order.ts';
import type { ListOptions } from '../../contract/lists/run-page.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { firstAfter, type PayloadOptions, type ScannedRun, type Signal } from './run-source.ts';

export type EngineRuns<Row> = {
  /** Set where the engine has no index by creation: see `Capabilities`. */
  readonly order?: Capabilities['order'];
  /** Prepares to read the runs that may match; `now` resolves relative times. */
  readonly search: (
    query: Query,
    options: { readonly now: number } & Signal,
  ) => Promise<RunSearch<Row>> | RunSearch<Row>;
};

type ReadOptions = {
  readonly after?: Place;
  /** A hint for the size of the first batch. */
  readonly wanted?: number;
  readonly withFailures?: boolean;
  /** Set where nobody looks at the errors of the runs. */
  readonly withoutErrors?: boolean;
} & Signal;

/** A query as far as the engine answers it. No run that matches is left out. */
export type RunSearch<Row> = {
  /** The clauses that the rows do not decide by themselves: the matcher does. */
  readonly rest: Query;
  /** Rows by `createdAt` in whole ms, then `id`, both descending, or as `order` says; in batches. */
  readonly read: (options: ReadOptions) => AsyncIterable<readonly Row[]>;
  /** About how many rows `read` yields without `after`, for progress. */
  readonly total: (options: Signal) => Promise<number>;
  /** The first rows of another order, where the engine can sort and `rest` is empty; else `undefined`. */
  readonly top?: (options: ListOptions) => Promise<readonly Row[] | undefined>;
  /** Finds these runs more slowly, but page by page; used after a `timeout`. */
  readonly fallback?: () => RunSearch<Row>;
};

export type RunSource = Pick<EngineRuns<never>, 'order'> & Pick<RunSearch<ScannedRun>, 'read' | 'total'>;

type Paging<Row> = Pick<RunSearch<Row>, 'rest'> & {
  readonly page: (place: Place | undefined, size: number) => Promise<readonly Row[]>;
  readonly placeOf: (row: Row) => Place;
};

const firstRows = 100;
const laterRows = 500;

/** Reads page after page until one is not full. The first is small where its rows are wanted as they are. */
export async function* readPages<Row>(
  { after, wanted = firstRows }: Pick<ReadOptions, 'after' | 'wanted'>,
  { rest, page, placeOf }: Paging<Row>,
): AsyncGenerator<readonly Row[]> {
  let place = after;
  let size = rest.clauses.length === 0 ? wanted : laterRows;
  for (;;) {
    const rows = await page(place, size);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return;
    place = placeOf(last);
    size = laterRows;
  }
}

export function isTimeout(error: unknown): boolean {
  return error instanceof InspectorError && error.kind === 'timeout';
}

/** Reads nothing for a query that asks for a field that no run has. */
export function withoutFields<Row>(
  runs: EngineRuns<Row>,
  { fields }: Required<Capabilities>['lacks'],
): EngineRuns<Row> {
  return {
    ...runs,
    search(query, options) {
      const asksForOne = query.clauses.some(
        clause => !clause.negated && 'field' in clause && fields.includes(clause.field),
      );
      return asksForOne ? nothing : runs.search(query, options);
    },
  };
}

const nothing: RunSearch<never> = { rest: emptyQuery, async *read() {}, total: async () => 0 };

type ListedRuns<Row> = {
  /** All runs, newest first. */
  readonly list: (options: Signal) => Promise<readonly Row[]>;
  readonly placeOf: (row: Row) => Place;
};

const batchSize = 1_000;

/** The runs of an engine whose list is read whole; every clause is left to the matcher. */
export function listedRuns<Row>({ list, placeOf }: ListedRuns<Row>): EngineRuns<Row> {
  return {
    async search(query, { signal }) {
      // Listing takes none of the time of a page, which is for reading single runs.
      const rows = await list({ signal });
      return {
        rest: query,
        async *read({ after }) {
          for (let from = firstAfter(rows, after, placeOf); from < rows.length; from += batchSize)
            yield rows.slice(from, from + batchSize);
        },
        total: async () => rows.length,
      };
    },
  };
}

export type RowParts<Row> = {
  readonly runs: Pick<EngineRuns<Row>, 'order'>;
  readonly summary: (row: Row) => RunSummary;
  /** The payloads of the first of these rows, at least of one, as many as are read at once. */
  readonly payloads?: (rows: readonly Row[], options: PayloadOptions) => Promise<readonly Payloads[]>;
  /** About how large the payloads of a run are: `payloads` gets no more rows than can be held at once. */
  readonly bytesOf?: (row: Row) => number;
};

export function toSource<Row>(parts: RowParts<Row>, search: RunSearch<Row>): RunSource {
  return {
    order: parts.runs.order,
    async *read(options) {
      for await (const rows of search.read(options)) yield toScannedRuns(parts, rows);
    },
    total: search.total,
  };
}

function toScannedRuns<Row>(
  { summary, payloads, bytesOf }: RowParts<Row>,
  rows: readonly Row[],
): ScannedRun[] {
  if (!payloads) return rows.map(row => ({ summary: summary(row) }));
  // Only the last loaded part is kept: the payloads of a whole batch would fill the memory.
  let part:
    | { readonly from: number; readonly loaded: Promise<readonly Payloads[]>; length: number }
    | undefined;
  const isLoaded = (at: number) => part !== undefined && at >= part.from && at < part.from + part.length;
  return rows.map((row, at) => ({
    summary: summary(row),
    isLoaded: () => isLoaded(at),
    async loadPayloads(options = {}) {
      if (!part || !isLoaded(at)) {
        const wanted = bytesOf ? firstWithin(rows.slice(at), bytesOf) : rows.slice(at);
        part = { from: at, loaded: payloads(wanted, options), length: 1 };
        part.length = (await part.loaded).length;
      }
      return (await part.loaded)[at - part.from] ?? {};
    },
  }));
}

export const partBounds = { mostItems: 100, mostBytes: 1_024 * 1_024 };

/** As many of the first items as the bounds allow, at least one. */
export function firstWithin<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  { mostBytes, mostItems } = partBounds,
): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, at) => {
    bytes += bytesOf(item);
    return at > 0 && (at >= mostItems || bytes > mostBytes);
  });
  return end < 0 ? items : items.slice(0, end);
}
