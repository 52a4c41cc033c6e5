import type { ListOptions, RunPage } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import { createLane, type Lane } from './lane.ts';
import type { Member } from './member.ts';
import { type MergedCursor, parseCursor, type Shown } from './merged-cursor.ts';
import { readPage } from './read-page.ts';

/**
 * What was read of the members and not shown yet is used for so long: after that their runs may look
 * otherwise.
 */
const keptMs = 3_000;
const keptAtMost = 4;

type Kept = { readonly lanes: readonly Lane[]; readonly shown?: Shown; readonly at: number };

/**
 * Reads pages of a list in newest-first order. What one page read too much is kept for the next; a cursor
 * does not need it.
 */
export function createPageReader(members: readonly Member[], patienceMs: number) {
  const kept = new Map<string, Kept>();
  const names = members.map(({ name }) => name);

  function takeKept(key: string): Kept | undefined {
    const found = kept.get(key);
    kept.delete(key);
    return found && performance.now() - found.at < keptMs ? found : undefined;
  }

  function keep(key: string, lanes: readonly Lane[], nextCursor: string): void {
    kept.set(key, { lanes, shown: parseCursor(nextCursor, names).shown, at: performance.now() });
    const [oldest] = kept.keys();
    if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  }

  return async (query: Query, options: ListOptions): Promise<RunPage> => {
    const { cursor } = options;
    const parsed = cursor === undefined ? undefined : parseCursor(cursor, names);
    const keyOf = (text: string) => JSON.stringify([text, query, options.now]);
    const found = cursor === undefined ? undefined : takeKept(keyOf(cursor));
    const lanes = found?.lanes ?? openLanes(members, parsed);
    for (const lane of lanes) lane.renew();
    const shown = found?.shown ?? parsed?.shown;
    const page = await readPage({ query, options, lanes, shown, patienceMs });
    if (page.nextCursor !== undefined) keep(keyOf(page.nextCursor), lanes, page.nextCursor);
    return page;
  };
}

function openLanes(members: readonly Member[], cursor: MergedCursor | undefined): readonly Lane[] {
  return members.map((member, at) => {
    const place = cursor?.places[at] ?? { name: member.name, state: 'open', hasGap: false };
    return createLane(member, place);
  });
}
