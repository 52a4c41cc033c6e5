import type { Log, Span } from '../../model/run.ts';
import { displayWidth } from '../../model/text/width.ts';
import { toNamePattern } from '../../model/trace/name-pattern.ts';

type Lists = readonly (readonly number[] | undefined)[];

/**
 * A tree of spans and logs, identified by their positions in the lists. Siblings are in order of start.
 * A span whose parent is missing or its own descendant is a root; deeper than 200 levels, spans are siblings.
 */
export type TraceIndex = {
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  /** Shared by all versions of an index; positions beyond `spans` belong to a later version. */
  readonly positions: Map<string, number>;
  /** A number for a span's kind and name; names that differ only in digits have the same. */
  readonly likenesses: readonly number[];
  /** Shared by all versions of an index, too. */
  readonly likenessNumbers: Map<string, number>;
  /** In columns. */
  readonly nameWidths: readonly number[];
  readonly parents: readonly number[];
  readonly depths: readonly number[];
  /** The number of levels below. */
  readonly heights: readonly number[];
  readonly children: Lists;
  readonly logsOfSpans: Lists;
  readonly roots: readonly number[];
  /** Logs without a span, or with a missing one. */
  readonly looseLogs: readonly number[];
  readonly errors: readonly number[];
  readonly startAt: number;
  readonly endAt: number;
  readonly hasOpenSpans: boolean;
};

export const emptyTrace: TraceIndex = {
  spans: [],
  logs: [],
  positions: new Map(),
  likenesses: [],
  likenessNumbers: new Map(),
  nameWidths: [],
  parents: [],
  depths: [],
  heights: [],
  children: [],
  logsOfSpans: [],
  roots: [],
  looseLogs: [],
  errors: [],
  startAt: Number.POSITIVE_INFINITY,
  endAt: Number.NEGATIVE_INFINITY,
  hasOpenSpans: false,
};

/** Known spans are not replaced. */
export function appendTracePage(trace: TraceIndex, page: Pick<TraceIndex, 'spans' | 'logs'>): TraceIndex {
  const draft = createDraft(trace);
  for (const span of inOrder(page.spans)) addSpan(draft, span);
  for (const log of page.logs) addLog(draft, log);
  const { adoptions, fresh, ...index } = draft;
  return index;
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  const isSorted = spans.every((span, at) => at === 0 || (spans[at - 1]?.startAt ?? 0) <= span.startAt);
  return isSorted ? spans : [...spans].sort((a, b) => a.startAt - b.startAt);
}

const deepest = 200;

/** Lists shared with the previous trace are copied before a change. */
type Draft = {
  -readonly [Key in keyof TraceIndex]: TraceIndex[Key] extends Lists
    ? (readonly number[] | undefined)[]
    : TraceIndex[Key] extends readonly (infer Item)[]
      ? Item[]
      : TraceIndex[Key];
} & {
  /** Spans and logs whose parent has not arrived, by its id. */
  readonly adoptions: Map<string, { readonly spans: number[]; readonly logs: number[] }>;
  /** Lists created for this page, which may be changed in place. */
  readonly fresh: WeakSet<object>;
};

function createDraft(trace: TraceIndex): Draft {
  const isLatest = trace.positions.size === trace.spans.length && trace.spans.length > 0;
  const draft: Draft = {
    ...trace,
    spans: [...trace.spans],
    logs: [...trace.logs],
    positions: isLatest ? trace.positions : new Map(trace.spans.map((span, at) => [span.id, at])),
    likenesses: [...trace.likenesses],
    likenessNumbers: trace.spans.length > 0 ? trace.likenessNumbers : new Map(),
    nameWidths: [...trace.nameWidths],
    parents: [...trace.parents],
    depths: [...trace.depths],
    heights: [...trace.heights],
    children: [...trace.children],
    logsOfSpans: [...trace.logsOfSpans],
    roots: [...trace.roots],
    looseLogs: [...trace.looseLogs],
    errors: [...trace.errors],
    adoptions: new Map(),
    fresh: new WeakSet(),
  };
  for (const root of draft.roots) awaitParent(draft, draft.spans[root]?.parentId, root, 'spans');
  for (const log of draft.looseLogs) awaitParent(draft, draft.logs[log]?.spanId, log, 'logs');
  return draft;
}

function awaitParent(draft: Draft, id: string | undefined, at: number, kind: 'spans' | 'logs'): void {
  if (id === undefined) return;
  const orphans = draft.adoptions.get(id) ?? { spans: [], logs: [] };
  orphans[kind].push(at);
  draft.adoptions.set(id, orphans);
}

function addSpan(draft: Draft, span: Span): void {
  if (draft.positions.has(span.id)) return;
  const at = draft.spans.length;
  draft.spans.push(span);
  draft.positions.set(span.id, at);
  draft.likenesses.push(likenessOf(draft.likenessNumbers, span));
  draft.nameWidths.push(nameWidth(span.name));
  const parent = findParent(draft, span);
  draft.parents.push(parent ?? -1);
  draft.depths.push(parent === undefined ? 0 : (draft.depths[parent] ?? 0) + 1);
  draft.heights.push(0);
  if (parent === undefined) {
    insertByStart(draft, draft.roots, at);
    awaitParent(draft, span.parentId, at, 'spans');
  } else {
    insertByStart(draft, listOf(draft, draft.children, parent), at);
    raiseHeights(draft, parent, 1);
  }
  if (span.status === 'error') draft.errors.push(at);
  draft.startAt = Math.min(draft.startAt, span.startAt);
  draft.endAt = Math.max(draft.endAt, span.startAt, span.endAt ?? span.startAt);
  draft.hasOpenSpans ||= span.endAt === undefined;
  adopt(draft, at, span.id);
}

function likenessOf(numbers: Map<string, number>, { kind, name }: Span): number {
  const key = `${kind} ${toNamePattern(name)}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

function findParent(draft: Draft, span: Span): number | undefined {
  if (span.parentId === undefined || span.parentId === span.id) return undefined;
  const parent = draft.positions.get(span.parentId);
  if (parent === undefined || (draft.depths[parent] ?? 0) < deepest) return parent;
  return draft.parents[parent];
}

function raiseHeights(draft: Draft, from: number, height: number): void {
  let least = height;
  for (let at = from; at >= 0 && (draft.heights[at] ?? 0) < least; at = draft.parents[at] ?? -1) {
    draft.heights[at] = least;
    least += 1;
  }
}

/** Moves spans and logs that awaited this span below it, unless that makes a cycle or is too deep. */
function adopt(draft: Draft, at: number, id: string): void {
  const orphans = draft.adoptions.get(id);
  if (!orphans) return;
  draft.adoptions.delete(id);
  const depth = draft.depths[at] ?? 0;
  for (const orphan of orphans.spans) {
    const height = 1 + (draft.heights[orphan] ?? 0);
    if (depth + height > deepest || isBelow(draft, at, orphan)) continue;
    draft.roots.splice(draft.roots.indexOf(orphan), 1);
    draft.parents[orphan] = at;
    insertByStart(draft, listOf(draft, draft.children, at), orphan);
    raiseHeights(draft, at, height);
    setDepths(draft, orphan, depth + 1);
  }
  for (const log of orphans.logs) {
    draft.looseLogs.splice(draft.looseLogs.indexOf(log), 1);
    insertLog(draft, listOf(draft, draft.logsOfSpans, at), log);
  }
}

function setDepths(draft: Draft, span: number, depth: number): void {
  draft.depths[span] = depth;
  for (const child of draft.children[span] ?? []) setDepths(draft, child, depth + 1);
}

function isBelow(draft: Draft, at: number, ancestor: number): boolean {
  for (let up = at; up >= 0; up = draft.parents[up] ?? -1) if (up === ancestor) return true;
  return false;
}

function addLog(draft: Draft, log: Log): void {
  const at = draft.logs.length;
  draft.logs.push(log);
  const span = log.spanId === undefined ? undefined : draft.positions.get(log.spanId);
  if (span === undefined) {
    insertLog(draft, draft.looseLogs, at);
    awaitParent(draft, log.spanId, at, 'logs');
  } else insertLog(draft, listOf(draft, draft.logsOfSpans, span), at);
  draft.startAt = Math.min(draft.startAt, log.at);
  draft.endAt = Math.max(draft.endAt, log.at);
}

function listOf(draft: Draft, lists: (readonly number[] | undefined)[], at: number): number[] {
  const list = lists[at];
  if (list && draft.fresh.has(list)) return list as number[];
  const copy = list ? [...list] : [];
  draft.fresh.add(copy);
  lists[at] = copy;
  return copy;
}

function insertByStart(draft: Draft, list: number[], at: number): void {
  const time = draft.spans[at]?.startAt ?? 0;
  insertAt(list, at, other => (draft.spans[other]?.startAt ?? 0) <= time);
}

function insertLog(draft: Draft, list: number[], at: number): void {
  const time = draft.logs[at]?.at ?? 0;
  insertAt(list, at, other => (draft.logs[other]?.at ?? 0) <= time);
}

function insertAt(list: number[], item: number, isBefore: (other: number) => boolean): void {
  let position = list.length;
  while (position > 0 && !isBefore(list[position - 1] ?? 0)) position -= 1;
  if (position === list.length) list.push(item);
  else list.splice(position, 0, item);
}

export const unnamed = 'unnamed';

const longestName = 60;

/** An upper bound: masking may make a name shorter. */
function nameWidth(name: string): number {
  return Math.min(longestName, displayWidth(name.slice(0, longestName)) || unnamed.length);
}
