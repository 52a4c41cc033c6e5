import type { Span, Step } from '../../model/run.ts';
import type { Attempts } from '../../model/steps/group-attempts.ts';

type Place = { readonly span: Span; readonly position: number };

/** Pairs steps with the spans of their names, both in the order of their start, if they overlap in time. */
export function pairByName(
  spans: readonly Span[],
  steps: readonly Attempts[],
): readonly (readonly [Attempts, number])[] {
  const byName = Map.groupBy(steps, ([first]) => first?.name ?? '');
  const places = placesOf(spans, byName);
  return [...byName].flatMap(([name, named]) =>
    [...Map.groupBy(named, ([first]) => kindOf(first))].flatMap(([kind, group]) =>
      pairInOrder(group, ofKind(places.get(name) ?? [], kind)),
    ),
  );
}

function placesOf(
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

/** The kind that the recorder gives to the span of a step. */
function kindOf(step: Step | undefined): string {
  return step?.type === 'action' ? 'step' : (step?.type ?? '');
}

/** A call inside of a step may have its name, but is of another kind. */
function ofKind(places: readonly Place[], kind: string): readonly Place[] {
  const ofSame = places.filter(({ span }) => span.kind === kind);
  return ofSame.length > 0 ? ofSame : places;
}

function pairInOrder(
  steps: readonly Attempts[],
  places: readonly Place[],
): readonly (readonly [Attempts, number])[] {
  const pairs: [Attempts, number][] = [];
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
function startOf(attempts: Attempts): number {
  return attempts[0]?.startedAt ?? Number.MAX_VALUE;
}

/** Whether a span ended before the steps began, or when they began, unless they may have ended then too. */
function isBefore(span: Span | undefined, attempts: Attempts): boolean {
  const startedAt = startOf(attempts);
  if (span?.endAt === undefined) return false;
  const isAtOnce = attempts[0]?.finishedAt === startedAt;
  return span.endAt < startedAt || (span.endAt === startedAt && span.startAt < startedAt && !isAtOnce);
}
