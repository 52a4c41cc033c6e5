import { memo } from '../../model/memo.ts';
import type { Span, Step } from '../../model/run.ts';
import { type Attempts, stepTreeOf } from '../../model/steps/step-tree.ts';
import type { TraceIndex } from './trace-index.ts';

type TraceWithSteps = TraceIndex & { readonly steps: readonly Step[] };

const none: readonly Step[] = [];

/** The attempts of a span: usually one, but several if the attempts of a step have no spans. */
export function stepsOfSpan(trace: TraceWithSteps, position: number): readonly Step[] {
  return attemptsOfSpans(trace).get(position) ?? none;
}

/** Engines give a span the id of its step; the recorder gives it the name. */
const attemptsOfSpans = memo((trace: TraceWithSteps): ReadonlyMap<number, Attempts> => {
  const places = new Map<number, Attempts>();
  const unplaced: Attempts[] = [];
  for (const group of stepTreeOf(trace.steps).all) {
    const whole = placeById(trace, group, places);
    if (whole === 'unknown') unplaced.push(group);
    else if (whole !== undefined) placeByAttempt(trace, group, whole, places);
  }
  for (const [group, position] of pairByName(trace.spans, unplaced))
    placeByAttempt(trace, group, position, places);
  return places;
});

/** Returns the span of the whole step, if it has the id of an attempt; `unknown` if no span has. */
function placeById(
  trace: TraceIndex,
  group: Attempts,
  places: Map<number, Attempts>,
): number | 'unknown' | undefined {
  let isKnown = false;
  let whole: number | undefined;
  for (const attempt of group) {
    const position = trace.positions.get(attempt.id);
    const span = position === undefined ? undefined : trace.spans[position];
    if (position === undefined || !span || !isAtSameTime(span, attempt)) continue;
    isKnown = true;
    places.set(position, [attempt]);
    if (attemptSpans(trace, position).length > 0) whole = position;
  }
  return isKnown ? whole : 'unknown';
}

function isAtSameTime({ startAt, endAt = Number.MAX_VALUE }: Span, { startedAt, finishedAt }: Step): boolean {
  return (finishedAt ?? Number.MAX_VALUE) >= Math.floor(startAt) && (startedAt ?? 0) <= Math.ceil(endAt);
}

/** Attempts without spans of their own are all at the span of the step. */
function placeByAttempt(
  trace: TraceIndex,
  group: Attempts,
  whole: number,
  places: Map<number, Attempts>,
): void {
  const inside = group.length > 1 ? attemptSpans(trace, whole) : [];
  for (const attempt of group) {
    const own = inside.find(position => trace.spans[position]?.name === `attempt ${attempt.attempt}`);
    if (own !== undefined) places.set(own, [attempt]);
  }
  places.set(whole, inside.length > 0 ? [group.at(-1) ?? group[0]] : group);
}

function attemptSpans(trace: TraceIndex, position: number): readonly number[] {
  return (trace.children[position] ?? []).filter(child => trace.spans[child]?.kind === 'attempt');
}

type Place = { readonly span: Span; readonly position: number };

type Pair = readonly [Attempts, number];

/** Pairs steps with the spans of their names, both in the order of their start, if they overlap in time. */
function pairByName(spans: readonly Span[], steps: readonly Attempts[]): readonly Pair[] {
  const byName = Map.groupBy(steps, ([first]) => first.name);
  const places = placesByName(spans, byName);
  return [...byName].flatMap(([name, named]) =>
    [...Map.groupBy(named, ([{ type }]) => (type === 'action' ? 'step' : type))].flatMap(([kind, group]) =>
      pairInOrder(group, preferKind(places.get(name) ?? [], kind)),
    ),
  );
}

function placesByName(
  spans: readonly Span[],
  names: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  if (names.size === 0) return places;
  for (const [position, span] of spans.entries()) {
    if (!names.has(span.name) || span.kind === 'run' || span.kind === 'attempt') continue;
    const known = places.get(span.name) ?? [];
    known.push({ span, position });
    places.set(span.name, known);
  }
  return places;
}

/** A call inside of a step may have the step's name, but is of another kind. */
function preferKind(places: readonly Place[], kind: string): readonly Place[] {
  const alike = places.filter(({ span }) => span.kind === kind);
  return alike.length > 0 ? alike : places;
}

function pairInOrder(steps: readonly Attempts[], places: readonly Place[]): readonly Pair[] {
  const pairs: Pair[] = [];
  const sorted = places.toSorted((a, b) => a.span.startAt - b.span.startAt);
  let next = 0;
  for (const attempts of steps.toSorted((a, b) => startOf(a) - startOf(b))) {
    while (isBefore(sorted[next]?.span, attempts)) next += 1;
    const place = sorted[next];
    if (!place || place.span.startAt > (attempts.at(-1)?.finishedAt ?? Number.MAX_VALUE)) continue;
    pairs.push([attempts, place.position]);
    next += 1;
  }
  return pairs;
}

/** A step that has not started has no span. */
function startOf([first]: Attempts): number {
  return first.startedAt ?? Number.MAX_VALUE;
}

/** Whether a span ended before a step began, or just then, unless the step took no time. */
function isBefore(span: Span | undefined, attempts: Attempts): boolean {
  const startedAt = startOf(attempts);
  if (span?.endAt === undefined) return false;
  const isAtOnce = attempts[0].finishedAt === startedAt;
  return span.endAt < startedAt || (span.endAt === startedAt && span.startAt < startedAt && !isAtOnce);
}
