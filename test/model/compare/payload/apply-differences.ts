import type { ValueDifference } from '../../../../src/model/compare/payload/compare-payloads.ts';

/** What a value becomes by its differences. */
export function applyDifferences(was: unknown, differences: readonly ValueDifference[], depth = 0): unknown {
  const whole = differences.find(({ path }) => path.length === depth);
  if (whole) return whole.is;
  if (differences.length === 0) return was;
  return Array.isArray(was)
    ? applyToList(was, differences, depth)
    : applyToObject(was as object, differences, depth);
}

function applyToList(
  was: readonly unknown[],
  differences: readonly ValueDifference[],
  depth: number,
): unknown {
  const own = differences.filter(({ path }) => path.length === depth + 1);
  const removed = new Set(own.filter(({ change }) => change === 'removed').map(({ path }) => path[depth]));
  const added = new Map(own.filter(({ change }) => change === 'added').map(one => [one.path[depth], one.is]));
  const kept = was.filter((_, index) => !removed.has(index));
  const rest = differences.filter(
    ({ path, change }) => path.length > depth + 1 || (change !== 'removed' && change !== 'added'),
  );
  return Array.from({ length: kept.length + added.size }, (_, index) => {
    if (added.has(index)) return added.get(index);
    const inItem = rest.filter(({ path }) => path[depth] === index);
    return applyDifferences(kept.shift(), inItem, depth + 1);
  });
}

function applyToObject(was: object, differences: readonly ValueDifference[], depth: number): unknown {
  const members = new Map<string, unknown>(Object.entries(was));
  for (const key of new Set(differences.map(({ path }) => String(path[depth])))) {
    const inMember = differences.filter(({ path }) => path[depth] === key);
    const isRemoved = inMember.some(({ path, change }) => path.length === depth + 1 && change === 'removed');
    if (isRemoved) members.delete(key);
    else members.set(key, applyDifferences(members.get(key), inMember, depth + 1));
  }
  return Object.fromEntries(members);
}
