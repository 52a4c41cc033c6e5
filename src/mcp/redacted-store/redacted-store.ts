import { createHmac, randomBytes } from 'node:crypto';
import { isNewestFirst, needsUsual } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { compareWorkflows } from '../../contract/workflow-info.ts';
import { keepRecent } from '../../model/keep-recent.ts';
import type { Query } from '../../model/query/query.ts';
import { foldCase } from '../../model/query/search-words.ts';
import { wrongCursor } from '../answer/kept-lists.ts';
import { type ListPlace, listShown, listShownTop } from './list-shown.ts';
import { createRecordedRuns, isHidden, redact, redactRun } from './redact-run.ts';
import { areNamesShown, type SplitQuery, splitQuery } from './split-query.ts';

/** A store as if its runs had been recorded masked: no answer depends on a secret, so none can be probed. */
export function createRedactedStore(store: RunStore): RunStore {
  const { target, failures, memberStarts, missing, about, failureMarks } = store;
  const recorded = createRecordedRuns(store);
  const cursors = createListCursors();

  async function listRuns(query: Query, options: ListOptions): Promise<RunPage> {
    const { sort, signal } = options;
    const split = await splitQuery(query, store, signal);
    const isOpen = split.open.clauses.length > 0;
    if (isNewestFirst(sort)) return isOpen ? search(split, options) : listByStore(query, options);
    const isKnownOrder = sort.field !== 'name' || (await areNamesShown(store, signal));
    if (!isOpen && isKnownOrder) return listByStore(query, options);
    return listShownTop(store, split, {
      ...options,
      usual: options.usual === true || needsUsual(query, sort),
    });
  }

  async function listByStore(query: Query, options: ListOptions): Promise<RunPage> {
    const { runs, nextCursor, ...page } = await store.listRuns(query, {
      ...options,
      cursor: options.cursor && cursors.readCursor(options.cursor),
    });
    return { ...page, runs: runs.map(redactRun), nextCursor: nextCursor && cursors.ofStore(nextCursor) };
  }

  async function search(split: SplitQuery, options: ListOptions): Promise<RunPage> {
    const start = options.cursor === undefined ? { read: 0 } : cursors.readPlace(options.cursor);
    const { next, ...page } = await listShown(store, split, options, start);
    if (!next) return page;
    const { total = (await store.counts({ signal: options.signal }))?.total ?? next.read } = next;
    return {
      ...page,
      nextCursor: cursors.ofPlace({ ...next, total }),
      scanned: { read: Math.min(next.read, total), total },
    };
  }

  return {
    target,
    get can() {
      return store.can;
    },
    listRuns,
    counts: options => store.counts(options),
    workflows: async options => (await store.workflows(options)).map(redact).toSorted(compareWorkflows),
    // Filtered here: what a store finds by the prefix may be crowded out by hidden values.
    suggest: async (field, prefix, options) => {
      const values = await store.suggest(field, '', options);
      const wanted = foldCase(prefix);
      return values.filter(value => !isHidden(value) && foldCase(value).startsWith(wanted));
    },
    failures:
      failures &&
      (async (query, options) => {
        const { open } = await splitQuery(query, store, options.signal);
        const chunk = open.clauses.length > 0 ? undefined : await failures(query, options);
        return chunk && { ...chunk, tallies: chunk.tallies.map(redact) };
      }),
    failureMarks,
    getRun: async (id, { include, signal } = {}) => {
      const run = await recorded.getRun(id, { include: { ...include, lazyPayloads: false }, signal });
      return run && redactRun(run);
    },
    getTrace: async (id, options) => {
      const page = await recorded.getTrace(id, options);
      return page && redact(page);
    },
    cancelRun: recorded.cancelRun,
    startRun: recorded.startRun,
    memberStarts,
    changes: signal => store.changes(signal),
    missing,
    about,
    close: () => store.close(),
  };
}

type KeptPlace = { readonly ofStore?: string; readonly place: ListPlace };

const mostKept = 1_000;

/**
 * Cursors for agents are ids of places that are kept here. A store's own cursor names the last run: it could
 * show a secret in that run's id, or compare a guessed one. The same place has the same id.
 */
function createListCursors() {
  const key = randomBytes(32);
  const kept = keepRecent<string, KeptPlace>(mostKept);
  const keep = (place: KeptPlace): string => {
    const id = createHmac('sha256', key).update(JSON.stringify(place)).digest('base64url');
    kept.set(id, place);
    return id;
  };
  const read = (id: string): KeptPlace => {
    const found = kept.get(id);
    if (!found) throw wrongCursor();
    return found;
  };
  return {
    ofStore: (cursor: string) => keep({ ofStore: cursor, place: { cursor, read: 0 } }),
    ofPlace: (place: ListPlace) => keep({ place }),
    readCursor: (id: string): string => {
      const { ofStore } = read(id);
      if (ofStore === undefined) throw wrongCursor();
      return ofStore;
    },
    readPlace: (id: string) => read(id).place,
  };
}
