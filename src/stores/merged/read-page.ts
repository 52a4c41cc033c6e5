import type { ListOptions, MissingTarget, RunPage } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { askMembers, joinErrors } from './ask-members.ts';
import type { Lane } from './lane.ts';
import { formatCursor, type Shown } from './merged-cursor.ts';
import { compareMerged } from './merged-order.ts';

/** A page reads this often of its members at most; one that has to catch up goes on in the next. */
const roundsAtMost = 20;

export type PageReading = {
  readonly query: Query;
  readonly options: ListOptions;
  /** The members of the list, all that they read and did not show yet kept. */
  readonly lanes: readonly Lane[];
  /** What the list showed last; absent before its first page. */
  readonly shown?: Shown;
  readonly patienceMs: number;
};

/**
 * One page of several lists, newest first. A run is taken only when every member of the list that answers has
 * told what it has next, so the order holds. A member that fails on the first page stands outside of the
 * list; one that fails later is left out until it answers again, and goes on behind what was shown meanwhile.
 * Both are told of on every page from then on.
 */
export async function readPage(reading: PageReading): Promise<RunPage> {
  const { lanes, options } = reading;
  const runs: RunSummary[] = [];
  const asked = new Set<Lane>();
  const notes = new Set<string>();
  let answers = 0;
  for (let round = 0; runs.length < options.limit; round += 1) {
    const needy = lanes.filter(lane => lane.isOpen() && !lane.head());
    if (needy.length > 0) {
      if (round >= roundsAtMost || needy.some(lane => lane.isSpent())) break;
      answers += await fill(needy, reading, { asked, notes, isWaiting: answers + runs.length > 0 });
      for (const lane of needy) asked.add(lane);
      const isSilent = answers + runs.length === 0 && !lanes.some(lane => lane.isOpen());
      if (isSilent) throw joinErrors(failures(lanes));
      continue;
    }
    const newest = takeNewest(lanes);
    if (!newest) break;
    runs.push(newest);
  }
  return { ...toPage(runs, reading), ...(notes.size > 0 ? { notes: [...notes] } : {}) };
}

type Filling = {
  readonly asked: ReadonlySet<Lane>;
  /** What members could not read is added to it, with their names. */
  readonly notes: Set<string>;
  readonly isWaiting: boolean;
};

/** Reads the next page of each lane; resolves with how many answered. */
async function fill(
  needy: readonly Lane[],
  { query, options, shown, patienceMs }: PageReading,
  { asked, notes, isWaiting }: Filling,
): Promise<number> {
  const byMember = new Map(needy.map(lane => [lane.member, lane]));
  const { signal, limit } = options;
  const isFirst = options.cursor === undefined;
  const { answers, missing } = await askMembers(
    [...byMember.keys()],
    (store, ending, member) => {
      const cursor = byMember.get(member)?.place().cursor;
      return store.listRuns(query, { ...options, cursor, signal: ending });
    },
    { signal, patienceMs, isWaiting },
  );
  for (const [member, page] of answers) {
    byMember.get(member)?.add(page, { limit, shown });
    for (const note of page.notes ?? []) notes.add(`${member.name}: ${note}`);
  }
  for (const [member, error] of missing) {
    const lane = byMember.get(member);
    lane?.fail(error, isFirst && !asked.has(lane));
  }
  return answers.size;
}

function takeNewest(lanes: readonly Lane[]): RunSummary | undefined {
  let best: Lane | undefined;
  for (const lane of lanes) {
    const head = lane.isOpen() ? lane.head() : undefined;
    const leader = best?.head();
    if (head && (!leader || compareMerged(head, leader) < 0)) best = lane;
  }
  const run = best?.head();
  best?.take();
  return run;
}

function toPage(runs: readonly RunSummary[], { lanes, shown }: PageReading): RunPage {
  const places = lanes.map(lane => lane.place());
  const last = runs.at(-1);
  const now = last ? { createdAt: last.createdAt, id: last.id, target: last.target ?? '' } : shown;
  const isEnd = !lanes.some(lane => lane.isOpen());
  const missing = lanes.flatMap(missingOf);
  const scanned = places.flatMap(place => place.scanned ?? []);
  return {
    runs,
    ...(isEnd ? {} : { nextCursor: formatCursor({ places, ...(now ? { shown: now } : {}) }) }),
    ...(scanned.length > 0 ? { scanned: addScanned(scanned) } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  };
}

function addScanned(all: readonly { readonly read: number; readonly total: number }[]) {
  return all.reduce((sum, one) => ({ read: sum.read + one.read, total: sum.total + one.total }));
}

function failures(lanes: readonly Lane[]) {
  return new Map(
    lanes.flatMap(lane => {
      const error = lane.error();
      return error ? [[lane.member, error] as const] : [];
    }),
  );
}

function missingOf(lane: Lane): readonly MissingTarget[] {
  const target = lane.member.name;
  const error = lane.error();
  if (error) return [{ target, error }];
  const { state, hasGap } = lane.place();
  const hint = 'read the list anew to have all of it';
  if (state === 'out') {
    return [
      {
        target,
        error: new InspectorError('unreachable', 'it did not answer when this list began', { hint }),
      },
    ];
  }
  if (!hasGap) return [];
  const message = 'it did not answer for a while: some of its runs are left out of this list';
  return [{ target, error: new InspectorError('unreachable', message, { hint }) }];
}
