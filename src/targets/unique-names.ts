type Nameable = { readonly name: string; readonly kind: string; readonly isNamed?: boolean };

export function uniqueNames(targets: readonly Nameable[]): readonly string[] {
  return numberNames(nameWithKinds(targets));
}

/** Adds the kind to a name that no configuration gave and that targets of several kinds share. */
function nameWithKinds(targets: readonly Nameable[]): readonly string[] {
  return targets.map(({ name, kind, isNamed }) => {
    const isOfKinds = targets.some(other => other.name === name && other.kind !== kind);
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
