import { compareIds, type Place } from '../../contract/lists/run-order.ts';
import { InspectorError } from '../../model/errors.ts';
import { keepRecent } from '../../model/keep-recent.ts';
import { foldCase } from '../../model/query/search-words.ts';
import { createCachedRead } from '../kit/cached-read.ts';
import type { Signal } from '../kit/run-source.ts';
import type { Execution } from './execution-row.ts';
import { isForbidden, type Listed, type ListFilter, mostListed, type N8nClient } from './n8n-client.ts';

export type Notes = Map<string, string>;

type From = Partial<Place> & Signal & { readonly size?: number };

/** Together they hold all executions: the plain list leaves out those that run. */
export const allLists: readonly ListFilter[] = [{}, { status: 'running' }];

export type Names = ReturnType<typeof createNames>;

const namesMs = 30_000;

export function createNames(client: N8nClient, notes: Notes) {
  let names: ReadonlyMap<string, string> = new Map();
  let wasRead = false;
  const createReader = () => createCachedRead(load, { leastMs: namesMs });
  let read = createReader();
  async function load(): Promise<void> {
    try {
      const found = await client.workflowNames({});
      // A deleted workflow keeps its last name.
      names = new Map([...names, ...found]);
      wasRead = true;
      notes.delete('names');
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      const why = isForbidden(error) ? 'the key may not list workflows (workflow:list)' : error.message;
      const how = wasRead ? 'names of workflows may be out of date' : 'workflows are shown by their ids';
      notes.set('names', `${how}: ${why}`);
      if (!isForbidden(error)) throw error;
    }
  }
  async function update({ signal }: Signal): Promise<boolean> {
    try {
      await read({ signal });
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof InspectorError)) throw error;
      return false;
    }
  }
  return {
    of: (id: string) => names.get(id) ?? id,
    /** Reads names at once if one is unknown; without one, the id is the name. `false` if that failed. */
    async know(rows: readonly Listed[], signal: Signal): Promise<boolean> {
      const isKnown = ({ workflowId }: Listed) => names.has(workflowId);
      if (!rows.every(isKnown)) read = createReader();
      if (!(await update(signal))) return false;
      const unnamed = rows.filter(row => !isKnown(row)).map(({ workflowId: id }) => [id, id] as const);
      if (unnamed.length > 0) names = new Map([...names, ...unnamed]);
      return true;
    },
    /** Empty if one of the names may be the id of a deleted workflow. */
    async idsOf(wanted: readonly string[], signal: Signal): Promise<readonly string[]> {
      if (!(await update(signal))) return [];
      const folded = new Set(wanted.map(foldCase));
      const meant = [...names].filter(([, name]) => folded.has(foldCase(name)));
      const isWhole = new Set(meant.map(([, name]) => foldCase(name))).size === folded.size;
      return isWhole ? meant.map(([id]) => id) : [];
    },
  };
}

export const newestPlace: Place = { createdAt: Number.POSITIVE_INFINITY, id: '' };

export type Lister = ReturnType<typeof createLister>;

export function createLister(client: N8nClient, names: Names, notes: Notes) {
  const created = keepRecent<string, { readonly at: number; readonly start?: number }>(mostKept);

  /** Lists have only the start; but a run was created before later ones began. */
  function createdOf(row: Listed, before: Place, older: readonly Listed[] = []): number {
    const start = startOf(row);
    const kept = created.get(row.id);
    // A run that was listed before it began may have begun before the time of its listing.
    const began = kept?.start === start ? undefined : start;
    const known = Math.min(kept?.at ?? start ?? Date.now(), began ?? Number.POSITIVE_INFINITY);
    const later = older.flatMap(one => startOf(one) ?? []).filter(at => at > known + skewMs);
    // Otherwise a worker whose clock is behind would pull all older runs back with it.
    const likely = later.length < fewestLater ? known : (later[0] ?? known);
    const clamped = Math.min(likely, before.createdAt);
    const isMisplaced = clamped === before.createdAt && compareIds(row.id, before.id) > 0;
    const at = isMisplaced ? clamped - 1 : clamped;
    created.set(row.id, { at, start });
    return at;
  }

  async function newestId(signal: Signal): Promise<number> {
    const pages = await Promise.all(allLists.map(list => client.list({ ...list, limit: 1, ...signal })));
    return Math.max(0, ...pages.map(({ rows: [row] }) => Number(row?.id ?? 0)));
  }

  /** The first id with such an execution before it: ids are in the order of creation. */
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

  const afterOldest = createCachedRead(() => bisect(row => row !== undefined, {}), { leastMs: 600_000 });

  async function* read(lists: readonly ListFilter[], from: From): AsyncGenerator<readonly Execution[]> {
    let before: Place = { ...newestPlace, ...from };
    let hasNames = true;
    let rows: readonly Listed[] = [];
    for await (const { listed, isLast } of readListed(client, lists, from, notes)) {
      rows = [...rows, ...listed];
      const end = isLast ? rows.length : Math.max(0, rows.length - neighbors);
      if (hasNames) hasNames = await names.know(listed, from);
      yield rows.slice(0, end).map((row, at): Execution => {
        const older = rows.slice(at + 1, at + 1 + neighbors);
        before = { createdAt: createdOf(row, before, older), id: row.id };
        return { ...row, createdAt: before.createdAt, name: names.of(row.workflowId) };
      });
      rows = rows.slice(end);
    }
  }

  return {
    createdOf,
    newestId,
    read,
    /** Rejects with a `timeout` if there are more after `withinMs`. */
    async *all({ withinMs = longestMs, signal }: { readonly withinMs?: number } & Signal) {
      const endAt = performance.now() + withinMs;
      let isLate = false;
      for await (const rows of read(allLists, { signal })) {
        if (isLate) throw new InspectorError('timeout', 'counting all executions takes too long');
        yield rows;
        isLate = performance.now() > endAt;
      }
    },
    /** Exact for a few; else by ids, some of which may be deleted. */
    async count(lists: readonly ListFilter[], signal: Signal): Promise<number> {
      const range = (await newestId(signal)) - (await afterOldest(signal)) + 2;
      if (range > mostListed) return range;
      let count = 0;
      for await (const { listed } of readListed(client, lists, signal, notes)) count += listed.length;
      return count;
    },
    /** One page before the first execution created before a time: some began later than later ones. */
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

const skewMs = 3_600_000;
/** A start is wrong if this many of the next older executions started later. */
const [fewestLater, neighbors] = [3, 8];

type Head = { readonly list: ListFilter; rows: readonly Listed[]; hasMore: boolean; before?: number };

async function* readListed(
  client: N8nClient,
  lists: readonly ListFilter[],
  { id, size = mostListed, signal }: From,
  notes: Notes,
): AsyncGenerator<{ readonly listed: readonly Listed[]; readonly isLast: boolean }> {
  const before = id ? Number(id) : undefined;
  const heads = lists.map((list): Head => ({ list, rows: [], hasMore: true, before }));
  let limit = Math.min(size + neighbors, mostListed);
  let isLast = false;
  const refill = async (head: Head) => {
    while (head.rows.length === 0 && head.hasMore) {
      const page = await client.list({ ...head.list, before: head.before, limit, signal });
      const { before = Number.POSITIVE_INFINITY } = head;
      const isOlder = (page.last ?? 0) < before;
      // A server that ignores the cursor lists the same page for ever.
      if (!isOlder) notes.set('cursor', 'n8n lists the same executions again: older ones are missing');
      const rows = page.rows.filter(row => Number(row.id) < before);
      Object.assign(head, { rows, hasMore: page.hasMore && isOlder, before: page.last });
      if (page.unfit > 0) notes.set('unfit', 'executions that cannot be read are left out');
    }
  };
  do {
    await Promise.all(heads.map(refill));
    limit = mostListed;
    // The next page of a list is older than this.
    const horizon = Math.max(0, ...heads.map(head => (head.hasMore ? (head.before ?? 0) : 0)));
    const ready = new Map<string, Listed>();
    for (const head of heads) {
      for (const row of head.rows.filter(one => Number(one.id) >= horizon)) ready.set(row.id, row);
      head.rows = head.rows.filter(one => Number(one.id) < horizon);
    }
    isLast = heads.every(({ rows, hasMore }) => rows.length === 0 && !hasMore);
    yield { listed: [...ready.values()].sort((a, b) => Number(b.id) - Number(a.id)), isLast };
  } while (!isLast);
}

export const mostKept = 20_000;
