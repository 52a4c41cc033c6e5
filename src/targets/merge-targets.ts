import type { MergedTarget, SingleTarget } from './target.ts';

/** Merges targets, each under a name of its own. */
export function mergeTargets(targets: readonly SingleTarget[], reason: string): MergedTarget {
  const names = numberNames(nameWithKinds(targets));
  const members = targets.map((target, at) => ({
    ...target,
    info: { ...target.info, name: names[at] ?? target.info.name, commandTarget: commandTarget(target) },
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
      isRemote: true,
      members: members.map(({ info }) => info),
      ...(isInsecure ? { isInsecure: true } : {}),
    },
  };
}

/** In a command that names several targets, one that was found by itself must be named too. */
function commandTarget({ info }: SingleTarget): string {
  return info.isNamed ? info.name : info.location;
}

/** Adds the kind to a name that no configuration gave and that targets of several kinds share. */
function nameWithKinds(targets: readonly SingleTarget[]): readonly string[] {
  return targets.map(({ info: { name, kind, isNamed } }) => {
    const isOfKinds = targets.some(({ info }) => info.name === name && info.kind !== kind);
    return isOfKinds && !isNamed ? `${name}~${kind}` : name;
  });
}

/** The names, with `~2`, `~3` … added to those that are taken. */
function numberNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let nth = 2; taken.has(unique) || (nth > 2 && names.includes(unique)); nth += 1)
      unique = `${name}~${nth}`;
    taken.add(unique);
    return unique;
  });
}
