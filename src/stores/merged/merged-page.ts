import { compareNewest, createComparator, placeOf } from '../../contract/lists/run-order.ts';
import type { ListOptions, MissingTarget, RunPage } from '../../contract/lists/run-page.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import {
  addScanned,
  formatMergedCursor,
  type LastShown,
  type MemberPlace,
  type MergedCursor,
  parseMergedCursor,
} from './merged-cursor.ts';
import { joinErrors, type Member, queryMembers, throwIfNoneAnswered, toMissing } from './query-members.ts';

/** A page reads at most this many pages of a member; the next page continues. */
const mostRounds = 20;

type PageReading = {
  readonly query: Query;
  readonly options: ListOptions;
  readonly lists: readonly MemberList[];
  readonly shown?: LastShown;
  readonly patienceMs: number;
};

/**
 * One page of several lists, newest first. A run is taken only when the next run of every answering member is
 * known. A member that fails on the first page is out of the list; one that fails later is left out until it
 * answers again, after what was shown meanwhile. Later pages report both as missing.
 */
async function readMergedPage(reading: PageReading): Promise<RunPage> {
  const { lists, options } = reading;
  const runs: RunSummary[] = [];
  const called = new Set<MemberList>();
  const notes = new Set<string>();
  let answers = 0;
  for (let round = 0; runs.length < options.limit; round += 1) {
    const empty = lists.filter(list => list.isOpen() && !list.head());
    if (empty.length > 0) {
      if (round >= mostRounds || empty.some(list => list.isBudgetSpent())) break;
      answers += await readNextPages(empty, reading, { called, notes, hasAnswer: answers + runs.length > 0 });
      for (const list of empty) called.add(list);
      const isUnanswered = answers + runs.length === 0 && !lists.some(list => list.isOpen());
      if (isUnanswered) throw joinErrors(failures(lists));
      continue;
    }
    const newest = takeNewest(lists);
    if (!newest) break;
    runs.push(newest);
  }
  return { ...toPage(runs, reading), ...(notes.size > 0 ? { notes: [...notes] } : {}) };
}

type Round = {
  readonly called: ReadonlySet<MemberList>;
  readonly notes: Set<string>;
  readonly hasAnswer: boolean;
};

async function readNextPages(
  empty: readonly MemberList[],
  { query, options, shown, patienceMs }: PageReading,
  { called, notes, hasAnswer }: Round,
): Promise<number> {
  const byMember = new Map(empty.map(list => [list.member, list]));
  const { signal, limit } = options;
  const isFirst = options.cursor === undefined;
  const { answers, missing } = await queryMembers(
    [...byMember.keys()],
    (store, ending, member) => {
      const cursor = byMember.get(member)?.place().cursor;
      return store.listRuns(query, { ...options, cursor, signal: ending });
    },
    { signal, patienceMs, hasAnswer },
  );
  for (const [member, page] of answers) {
    byMember.get(member)?.add(page, { limit, shown });
    for (const note of notesOf(member, page)) notes.add(note);
  }
  for (const [member, error] of missing) {
    const list = byMember.get(member);
    list?.fail(error, isFirst && !called.has(list));
  }
  return answers.size;
}

function notesOf({ name }: Member, { notes = [] }: RunPage): readonly string[] {
  return notes.map(note => `${name}: ${note}`);
}

function takeNewest(lists: readonly MemberList[]): RunSummary | undefined {
  let best: MemberList | undefined;
  for (const list of lists) {
    const head = list.isOpen() ? list.head() : undefined;
    const leader = best?.head();
    if (head && (!leader || compareNewest(head, leader) < 0)) best = list;
  }
  const run = best?.head();
  best?.take();
  return run;
}

function toPage(runs: readonly RunSummary[], { lists, shown }: PageReading): RunPage {
  const places = lists.map(list => list.place());
  const last = runs.at(-1);
  const now = last ? { ...placeOf(last), target: last.target ?? '' } : shown;
  const isEnd = !lists.some(list => list.isOpen());
  const missing = lists.flatMap(toMissingTargets);
  const scanned = addScanned(places);
  return {
    runs,
    ...(isEnd ? {} : { nextCursor: formatMergedCursor({ places, ...(now ? { shown: now } : {}) }) }),
    ...(scanned ? { scanned } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  };
}

function failures(lists: readonly MemberList[]) {
  return new Map(
    lists.flatMap(list => {
      const error = list.error();
      return error ? [[list.member, error] as const] : [];
    }),
  );
}

function toMissingTargets(list: MemberList): readonly MissingTarget[] {
  const target = list.member.name;
  const error = list.error();
  if (error) return [{ target, error }];
  const { state, hasGap } = list.place();
  const hint = 'read the list anew to have all of it';
  if (state !== 'out' && !hasGap) return [];
  const message =
    state === 'out'
      ? 'it did not answer when this list began'
      : 'it did not answer for a while: some of its runs are left out of this list';
  return [{ target, error: new InspectorError('unreachable', message, { hint }) }];
}

/** How long runs that were read and not shown are used: they may change. */
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

/** The first runs in another order than newest first, merged from the first runs of each member. */
export async function readMergedTopPage(
  members: readonly Member[],
  query: Query,
  options: ListOptions,
  patienceMs: number,
): Promise<RunPage> {
  const { sort, now, limit, signal } = options;
  const result = await queryMembers(
    members,
    (store, ending) => store.listRuns(query, { ...options, signal: ending }),
    { signal, patienceMs },
  );
  throwIfNoneAnswered(result);
  const compare = createComparator(sort, now);
  const answers = [...result.answers];
  const runs = answers.flatMap(([{ name }, page]) => page.runs.map(run => ({ ...run, target: name })));
  runs.sort((a, b) => compare(a, b) || compareNewest(a, b));
  const missing = toMissing(result.missing);
  const notes = answers.flatMap(([member, page]) => notesOf(member, page));
  return {
    runs: runs.slice(0, limit),
    ...(missing.length > 0 ? { missing } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** The part of a merged list that comes from one member: how far it was read, and its runs not taken yet. */
type MemberList = ReturnType<typeof createMemberList>;

function createMemberList(member: Member, start: MemberPlace) {
  let place = start;
  let rows: readonly RunSummary[] = [];
  let at = 0;
  /** The cursor after the page at `place`: `undefined` before that was read, `null` when it is the last. */
  let next: string | null | undefined;
  let isSpent = false;
  let error: InspectorError | undefined;

  function advance(): void {
    if (at < rows.length || next === undefined) return;
    place = next === null ? { ...place, state: 'done' } : { ...place, cursor: next };
    next = undefined;
  }

  return {
    member,
    place: () => place,
    isOpen: () => error === undefined && place.state === 'open',
    head: () => rows[at],
    take() {
      at += 1;
      advance();
    },
    add(page: RunPage, { limit, shown }: { readonly limit: number; readonly shown?: LastShown }) {
      const stamped = page.runs.map(run => ({ ...run, target: member.name }));
      // A run before the last one shown was shown already, was recorded later, or was missing then.
      rows = shown ? stamped.filter(run => compareNewest(run, shown) > 0) : stamped;
      at = 0;
      next = page.nextCursor ?? null;
      const isShort = page.scanned ? page.runs.length < limit : page.runs.length === 0;
      isSpent = isShort && page.nextCursor !== undefined;
      if (page.scanned) place = { ...place, scanned: page.scanned };
      advance();
    },
    /** Whether the last page ended early, because the member scans under a budget. */
    isBudgetSpent: () => isSpent,
    /** Leaves the member out of the page, and out of the whole list where it has not answered yet. */
    fail(reason: InspectorError, isFirst: boolean) {
      error = reason;
      place = isFirst ? { ...place, state: 'out' } : { ...place, hasGap: true };
    },
    error: () => error,
    /** Starts a new page of the list: the budget is full again, and a member that failed is called again. */
    renew() {
      isSpent = false;
      error = undefined;
    },
  };
}
