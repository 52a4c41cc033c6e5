import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { Query } from '../../model/query/query.ts';
import type { Member } from './member.ts';
import { createMemberList, type MemberList } from './member-list.ts';
import { type LastShown, type MergedCursor, parseMergedCursor } from './merged-cursor.ts';
import { readMergedPage } from './merged-page.ts';

/** Runs that were read and not shown yet are used for so long, because they may change. */
const keptMs = 3_000;
const mostKept = 4;

type Unshown = { readonly lists: readonly MemberList[]; readonly shown?: LastShown; readonly at: number };

/** Reads pages, newest first; keeps runs that were read but not shown for the next page, if it comes soon. */
export function createMergedPageReader(members: readonly Member[], patienceMs: number) {
  const kept = new Map<string, Unshown>();
  const names = members.map(({ name }) => name);

  function takeKept(key: string): Unshown | undefined {
    const found = kept.get(key);
    kept.delete(key);
    return found && performance.now() - found.at < keptMs ? found : undefined;
  }

  function keep(key: string, lists: readonly MemberList[], nextCursor: string): void {
    kept.set(key, { lists, shown: parseMergedCursor(nextCursor, names).shown, at: performance.now() });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  }

  return async (query: Query, options: ListOptions): Promise<RunPage> => {
    const { cursor } = options;
    const parsed = cursor === undefined ? undefined : parseMergedCursor(cursor, names);
    const keyOf = (text: string) => JSON.stringify([text, query, options.now]);
    const found = cursor === undefined ? undefined : takeKept(keyOf(cursor));
    const lists = found?.lists ?? createLists(members, parsed);
    for (const list of lists) list.renew();
    const shown = found?.shown ?? parsed?.shown;
    const page = await readMergedPage({ query, options, lists, shown, patienceMs });
    if (page.nextCursor !== undefined) keep(keyOf(page.nextCursor), lists, page.nextCursor);
    return page;
  };
}

function createLists(members: readonly Member[], cursor: MergedCursor | undefined): readonly MemberList[] {
  return members.map((member, at) => {
    const place = cursor?.places[at] ?? { name: member.name, state: 'open', hasGap: false };
    return createMemberList(member, place);
  });
}
