import type { MergedTarget, SingleTarget } from './target.ts';

export function mergeTargets(targets: readonly SingleTarget[], reason: string): MergedTarget {
  const names = uniqueNames(targets.map(({ info }) => info));
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
      key: members
        .map(({ info }) => info.key ?? info.location)
        .sort()
        .join(','),
      reason,
      isRemote: true,
      members: members.map(({ info }) => info),
      ...(isInsecure ? { isInsecure: true } : {}),
      ...(members.every(({ info }) => info.isReadOnly) ? { isReadOnly: true } : {}),
    },
  };
}

type Nameable = { readonly name: string; readonly kind: string; readonly isNamed?: boolean };

/** Adds the kind to a name that no configuration gave and that several kinds share, then `~2`, `~3` …. */
export function uniqueNames(targets: readonly Nameable[]): readonly string[] {
  const names = targets.map(({ name, kind, isNamed }) => {
    const isOfKinds = targets.some(other => other.name === name && other.kind !== kind);
    return isOfKinds && !isNamed ? `${name}~${kind}` : name;
  });
  const taken = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let nth = 2; taken.has(unique) || (nth > 2 && names.includes(unique)); nth += 1)
      unique = `${name}~${nth}`;
    taken.add(unique);
    return unique;
  });
}
