import { compareIds, type Place } from '../../contract/lists/run-order.ts';
import { InspectorError } from '../../model/errors.ts';
import { foldCase } from '../../model/query/search-words.ts';
import { createRested } from '../kit/rested.ts';
import type { Signal } from '../kit/run-source.ts';
import type { Execution } from './execution-row.ts';
import { isForbidden, type Listed, type ListFilter, mostListed, type N8nClient } from './n8n-client.ts';

/** What lists do not tell, by what it is about. */
export type Notes = Map<string, string>;

export type From = Partial<Place> & Signal & { readonly size?: number };

/** The lists that together hold all: the plain one leaves out what runs. */
export const allLists: readonly ListFilter[] = [{}, { status: 'running' }];

export type Names = ReturnType<typeof createNames>;

/** The names of workflows: lists of executions have their ids. */
export function createNames(client: N8nClient, notes: Notes) {
  let names: ReadonlyMap<string, string> = new Map();
  /** Whether another try would answer the same. What lacks its name has its id. */
  const read = async ({ signal }: Signal): Promise<boolean> => {
    try {
      names = await client.workflowNames({ signal });
      notes.delete('names');
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof InspectorError)) throw error;
      const why = isForbidden(error) ? 'the key may not list workflows (workflow:list)' : error.message;
      notes.set('names', `workflows are shown by their ids: ${why}`);
      return isForbidden(error);
    }
  };
  return {
    of: (id: string) => names.get(id) ?? id,
    /** Reads them again where one is unknown. A deleted workflow has none. `false` where that failed. */
    async know(rows: readonly Listed[], signal: Signal): Promise<boolean> {
      if (rows.every(({ workflowId }) => names.has(workflowId))) return true;
      if (!(await read(signal))) return false;
      const unnamed = rows.filter(({ workflowId }) => !names.has(workflowId));
      names = new Map([...names, ...unnamed.map(({ workflowId: id }) => [id, id] as const)]);
      return true;
    },
    /** The ids of the workflows with these names; none if one may be the id of a deleted workflow. */
    async idsOf(wanted: readonly string[], signal: Signal): Promise<readonly string[]> {
      if (names.size === 0) await read(signal);
      const folded = new Set(wanted.map(foldCase));
      const meant = [...names].filter(([, name]) => folded.has(foldCase(name)));
      const isWhole = new Set(meant.map(([, name]) => foldCase(name))).size === folded.size;
      return isWhole ? meant.map(([id]) => id) : [];
    },
  };
}

/** Before every place. */
export const newestPlace: Place = { createdAt: Number.POSITIVE_INFINITY, id: '' };

export type Lister = ReturnType<typeof createLister>;

/** Executions as lists have them, in the order of lists. */
export function createLister(client: N8nClient, names: Names, notes: Notes) {
  const created = createKept<number>();

  /** The start, which lists have in place of the creation: but a run was created before later ones began. */
  function createdOf(row: Listed, before: Place): number {
    const start = startOf(row);
    // One that was listed before it began may have begun before it was listed.
    const known = Math.min(created.get(row.id) ?? start ?? Date.now(), start ?? Number.POSITIVE_INFINITY);
    const at = Math.min(known, before.createdAt);
    const isMisplaced = at === before.createdAt && compareIds(row.id, before.id) > 0;
    created.set(row.id, isMisplaced ? at - 1 : at);
    return isMisplaced ? at - 1 : at;
  }

  async function newestId(signal: Signal): Promise<number> {
    const pages = await Promise.all(allLists.map(list => client.list({ ...list, limit: 1, ...signal })));
    return Math.max(0, ...pages.map(({ rows: [row] }) => Number(row?.id ?? 0)));
  }

  /** The first id before which there is such an execution: ids are in the order of creation. */
  async function bisect(isSuch: (newest: Listed | undefined) => boolean, signal: Signal): Promise<number> {
    let [low, high] = [0, (await newestId(signal)) + 1];
    while (low + 1 < high) {
      const middle = Math.floor((low + high) / 2);
      const { rows } = await client.list({ before: middle, limit: 1, ...signal });
      if (isSuch(rows[0])) high = middle;
      else low = middle;
    }
    return high;
  }

  const afterOldest = createRested(() => bisect(row => row !== undefined, {}), { leastMs: 600_000 });

  async function* read(lists: readonly ListFilter[], from: From): AsyncGenerator<readonly Execution[]> {
    let before: Place = { ...newestPlace, ...from };
    let hasNames = true;
    for await (const listed of readListed(client, lists, from, notes)) {
      if (hasNames) hasNames = await names.know(listed, from);
      yield listed.map((row): Execution => {
        before = { createdAt: createdOf(row, before), id: row.id };
        return { ...row, createdAt: before.createdAt, name: names.of(row.workflowId) };
      });
    }
  }

  return {
    createdOf,
    newestId,
    read,
    /** Rejects with a `timeout` where there are more after `withinMs`. */
    async *all({ withinMs = longestMs, signal }: { readonly withinMs?: number } & Signal) {
      const endAt = performance.now() + withinMs;
      let isLate = false;
      for await (const rows of read(allLists, { signal })) {
        if (isLate) throw new InspectorError('timeout', 'counting all executions takes too long');
        yield rows;
        isLate = performance.now() > endAt;
      }
    },
    /** Exact where there are few; else by the ids, some of which may be deleted. */
    async count(lists: readonly ListFilter[], signal: Signal): Promise<number> {
      const range = (await newestId(signal)) - (await afterOldest(signal)) + 2;
      if (range > mostListed) return range;
      let count = 0;
      for await (const rows of readListed(client, lists, signal, notes)) count += rows.length;
      return count;
    },
    /** A page before the first that was created before a time, as some began later than those after them. */
    async before(at: number, signal: Signal): Promise<From> {
      const id = await bisect(row => row !== undefined && (startOf(row) ?? 0) >= at, signal);
      return { id: String(id + mostListed), ...signal };
    },
  };
}

const longestMs = 30_000;

function startOf({ startedAt, stoppedAt }: Listed): number | undefined {
  return startedAt ?? stoppedAt;
}

type Head = { readonly list: ListFilter; rows: readonly Listed[]; hasMore: boolean; before?: number };

/** Several lists as one, newest first, each execution once. */
async function* readListed(
  client: N8nClient,
  lists: readonly ListFilter[],
  { id, size = mostListed, signal }: From,
  notes: Notes,
): AsyncGenerator<readonly Listed[]> {
  const before = id ? Number(id) : undefined;
  const heads = lists.map((list): Head => ({ list, rows: [], hasMore: true, before }));
  let limit = Math.min(size, mostListed);
  const refill = async (head: Head) => {
    while (head.rows.length === 0 && head.hasMore) {
      const page = await client.list({ ...head.list, before: head.before, limit, signal });
      const { before = Number.POSITIVE_INFINITY } = head;
      const isOlder = (page.last ?? 0) < before;
      // A server that ignores the cursor would list the same without an end.
      if (!isOlder) notes.set('cursor', 'n8n lists the same executions again: older ones are missing');
      const rows = page.rows.filter(row => Number(row.id) < before);
      Object.assign(head, { rows, hasMore: page.hasMore && isOlder, before: page.last });
      if (page.unfit > 0) notes.set('unfit', 'executions that cannot be read are left out');
    }
  };
  do {
    await Promise.all(heads.map(refill));
    limit = mostListed;
    // What comes next in a list that goes on is older.
    const horizon = Math.max(0, ...heads.map(head => (head.hasMore ? (head.before ?? 0) : 0)));
    const ready = new Map<string, Listed>();
    for (const head of heads) {
      for (const row of head.rows.filter(one => Number(one.id) >= horizon)) ready.set(row.id, row);
      head.rows = head.rows.filter(one => Number(one.id) < horizon);
    }
    yield [...ready.values()].sort((a, b) => Number(b.id) - Number(a.id));
  } while (heads.some(({ rows, hasMore }) => rows.length > 0 || hasMore));
}

const mostKept = 20_000;

/** Over a bound the oldest are dropped. */
export function createKept<T>() {
  const kept = new Map<string, T>();
  return {
    get: (id: string) => kept.get(id),
    set(id: string, value: T) {
      kept.delete(id);
      kept.set(id, value);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    },
  };
}
