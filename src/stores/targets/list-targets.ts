import { dirname } from 'node:path';
import { InspectorError } from '../../model/errors.ts';
import { detectStores } from './detect.ts';
import { parseLocation } from './location.ts';
import {
  type ResolvedTarget,
  readConfigs,
  resolveTarget,
  type TargetPlace,
  toTarget,
} from './resolve-target.ts';
import { showPath } from './show-path.ts';

/** One target that could be used, and how it is known. */
export type ListedTarget = {
  readonly name: string;
  readonly location: string;
  /** The configuration file that names it, or where it was found. */
  readonly from: string;
  readonly isUsed: boolean;
  /** Absent when its location cannot be opened: `problem` says why. */
  readonly target?: ResolvedTarget;
  readonly problem?: string;
};

/** Every target that is known here: the one in use first, then the configured ones, then the stores from here upwards. */
export async function listTargets(
  named: string | undefined,
  place: TargetPlace,
): Promise<readonly ListedTarget[]> {
  const used = await findUsed(named, place);
  const listed: ListedTarget[] = used ? [toListed(used, used.info.reason, true)] : [];
  for (const known of [...(await listConfigured(place)), ...listDetected(place)]) {
    const isListed = listed.some(
      other => known.target !== undefined && other.target?.path === known.target.path,
    );
    if (!isListed) listed.push(known);
  }
  return listed;
}

async function findUsed(named: string | undefined, place: TargetPlace): Promise<ResolvedTarget | undefined> {
  try {
    return await resolveTarget(named, place);
  } catch (error) {
    if (error instanceof InspectorError && named === undefined) return undefined;
    throw error;
  }
}

async function listConfigured(place: TargetPlace): Promise<readonly ListedTarget[]> {
  const configs = await readConfigs(place);
  return configs.flatMap(config =>
    Object.entries(config.targets).map(([name, text]) => {
      const from = showPath(config.path, place.cwd, place.home);
      try {
        return toListed(
          toTarget(name, parseLocation(text, dirname(config.path), place.home), from, place),
          from,
        );
      } catch (error) {
        if (!(error instanceof InspectorError)) throw error;
        return { name, location: text, from, isUsed: false, problem: error.message };
      }
    }),
  );
}

function listDetected(place: TargetPlace): readonly ListedTarget[] {
  return detectStores(place.cwd).map(({ folder, location }) => {
    const from = folder === place.cwd ? 'found here' : `found in ${showPath(folder, place.cwd, place.home)}`;
    return toListed(toTarget('local', location, from, place), from);
  });
}

function toListed(target: ResolvedTarget, from: string, isUsed = false): ListedTarget {
  return { name: target.info.name, location: target.info.location, from, isUsed, target };
}
