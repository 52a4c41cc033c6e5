import type { MergedTarget, SingleTarget } from './target.ts';

/** Several targets as one, each under a name of its own. */
export function mergeTargets(targets: readonly SingleTarget[], reason: string): MergedTarget {
  const names = tellApart(nameWithKinds(targets));
  const members = targets.map((target, at) => ({
    ...target,
    info: { ...target.info, name: names[at] ?? target.info.name },
  }));
  const isInsecure = members.some(({ info }) => info.isInsecure);
  return {
    kind: 'merged',
    members,
    warnings: members.flatMap(({ warnings }) => warnings),
    info: {
      name: names.join(','),
      kind: 'merged',
      location: members.map(({ info }) => info.location).join(', '),
      reason,
      ...(isInsecure ? { isInsecure: true } : {}),
    },
  };
}

/**
 * The names; one that stores of several kinds would share says the kind as well, unless a configuration gave
 * it.
 */
function nameWithKinds(targets: readonly SingleTarget[]): readonly string[] {
  return targets.map(({ info: { name, kind, isNamed } }) => {
    const isOfKinds = targets.some(({ info }) => info.name === name && info.kind !== kind);
    return isOfKinds && !isNamed ? `${name}~${kind}` : name;
  });
}

/** The names, with `~2`, `~3` … after those that are there already. */
function tellApart(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let nth = 2; taken.has(unique) || (nth > 2 && names.includes(unique)); nth += 1)
      unique = `${name}~${nth}`;
    taken.add(unique);
    return unique;
  });
}
