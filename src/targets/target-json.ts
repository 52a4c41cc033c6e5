import { sanitizeLine } from '../model/text/sanitize.ts';
import type { ListedTarget } from './list-targets.ts';

/** A target as the commands print it, safe for a terminal: a project's file may name it. */
export function toTargetJson({ name, target, location, from, isUsed, problem }: ListedTarget) {
  return {
    name: sanitizeLine(name),
    kind: target?.info.kind,
    location: sanitizeLine(location),
    path: target?.kind === 'sqlite' ? sanitizeLine(target.path) : undefined,
    from: sanitizeLine(from),
    inUse: isUsed,
    problem: problem === undefined ? undefined : sanitizeLine(problem),
  };
}
