import type { MergedTarget, SingleTarget } from './target.ts';
import { uniqueNames } from './unique-names.ts';

/** Merges targets, each under a name of its own. */
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
    },
  };
}
