import type { Pieces } from '../pieces.ts';
import type { Span, Usual } from '../run.ts';
import { toNamePattern } from '../trace/name-pattern.ts';
import { spanDurationMs } from '../trace/span-tree.ts';
import { isSlow, slowness, usualOf } from './usual.ts';

/** A span, or a step with all its attempts. */
export type Timed = Pick<Span, 'id' | 'parentId' | 'name' | 'kind' | 'startAt' | 'endAt' | 'status'> & {
  /** How long it waited between attempts that are no parts of their own. */
  readonly waitedMs?: number;
};

export type UsualParts = ReadonlyMap<string, Usual>;

const partsAtOnce = 1_000;
/** Deeper parts are rare, and parents may form a cycle. */
const mostAncestors = 200;
const mostDurations = 500;

export function createPartDurations() {
  const durations = new Map<string, number[]>();
  return {
    *add(parts: readonly Timed[]): Pieces<void> {
      for (const { part, key, ms } of yield* timeParts(parts, 0)) {
        if (part.endAt === undefined || part.status === 'error') continue;
        const known = durations.get(key) ?? [];
        durations.set(key, known);
        if (known.length < mostDurations) known.push(ms);
      }
    },
    usual(): UsualParts {
      const found = Array.from(durations, ([key, all]) => [key, usualOf(all)] as const);
      return new Map(found.flatMap(([key, usual]) => (usual ? [[key, usual]] : [])));
    },
  };
}

/** How many times as long as usual each slow span took, by id. */
export function* findSlowSpans(
  spans: readonly Timed[],
  usual: UsualParts,
  openEndAt: number,
): Pieces<ReadonlyMap<string, number>> {
  const slow = new Map<string, number>();
  for (const { part, key, ms } of yield* timeParts(spans, openEndAt)) {
    const known = usual.get(key);
    if (known && isSlow(ms, known)) slow.set(part.id, slowness(ms, known));
  }
  return slow;
}

type TimedPart = { readonly part: Timed; readonly key: string; readonly ms: number };

/** Leaves out parts that pause; the times of their ancestors exclude pauses, and waits between attempts. */
function* timeParts(parts: readonly Timed[], openEndAt: number): Pieces<readonly TimedPart[]> {
  const byId = new Map<string, Timed>();
  for (const part of parts) byId.set(part.id, part);
  yield;
  const pausedMs = new Map<string, number>();
  const latest = new Map<string, Timed>();
  for (const part of parts) {
    if (isPause(part)) addToAncestors(pausedMs, byId, part, spanDurationMs(part, openEndAt));
    if (part.kind === 'attempt') addWait(pausedMs, byId, part, latest);
    if (part.waitedMs) addToAncestors(pausedMs, byId, { parentId: part.id }, part.waitedMs);
  }
  const timed: TimedPart[] = [];
  for (const [at, part] of parts.entries()) {
    if (at % partsAtOnce === 0) yield;
    if (isPause(part)) continue;
    const ms = Math.max(0, spanDurationMs(part, openEndAt) - (pausedMs.get(part.id) ?? 0));
    timed.push({ part, key: partKey(part, partParent(part, byId)), ms });
  }
  return timed;
}

/** Whether a part sleeps or waits, and so is never slow. */
export function isPause({ kind }: Pick<Timed, 'kind'>): boolean {
  return kind === 'sleep' || kind === 'hook';
}

/** Adds the wait before an attempt; `latest` has the previous one of each step. */
function addWait(
  pausedMs: Map<string, number>,
  byId: ReadonlyMap<string, Timed>,
  attempt: Timed,
  latest: Map<string, Timed>,
): void {
  const { parentId = '' } = attempt;
  const before = latest.get(parentId);
  latest.set(parentId, attempt);
  if (before) addToAncestors(pausedMs, byId, attempt, waitBetween([before, attempt]));
}

function addToAncestors(
  pausedMs: Map<string, number>,
  byId: ReadonlyMap<string, Timed>,
  part: Pick<Timed, 'parentId'>,
  ms: number,
): void {
  let above = partParent(part, byId);
  for (let depth = 0; above && depth < mostAncestors; depth += 1) {
    pausedMs.set(above.id, (pausedMs.get(above.id) ?? 0) + ms);
    above = partParent(above, byId);
  }
}

function partParent(
  { parentId }: Pick<Timed, 'parentId'>,
  byId: ReadonlyMap<string, Timed>,
): Timed | undefined {
  return parentId === undefined ? undefined : byId.get(parentId);
}

export function partKey({ kind, name }: Pick<Timed, 'kind' | 'name'>, parent?: Pick<Timed, 'name'>): string {
  return JSON.stringify([kind, toNamePattern(name), parent && toNamePattern(parent.name)]);
}

type Times = { readonly startAt?: number; readonly endAt?: number };

/** The total of the pauses between attempts, in ms. */
export function waitBetween(attempts: readonly Times[]): number {
  let ms = 0;
  for (const [index, { startAt }] of attempts.entries()) {
    const endAt = attempts[index - 1]?.endAt;
    if (startAt !== undefined && endAt !== undefined) ms += Math.max(0, startAt - endAt);
  }
  return ms;
}
