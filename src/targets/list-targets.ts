import { InspectorError } from '../model/errors.ts';
import { createTarget } from './create-target.ts';
import { describeIgnored, detectStores, ignoredVariables } from './detect-stores.ts';
import { formatPath } from './format-path.ts';
import { readConfigs, resolveTarget, toDetectedTarget } from './resolve-target.ts';
import { fromConfig } from './resolve-text.ts';
import { type ResolvedTarget, type TargetChoice, targetKey } from './target.ts';
import type { TargetContext } from './target-place.ts';

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

/**
 * Every target that is known here: the one in use first, then the configured ones, then the stores from here
 * upwards.
 */
export async function listTargets(
  named: string | undefined,
  place: TargetContext,
  options: Pick<TargetChoice, 'isInsecure'> = {},
): Promise<readonly ListedTarget[]> {
  const used = await findUsed(named, place, options);
  const listed: ListedTarget[] = used ? [toListed(used, used.info.reason, true)] : [];
  for (const known of [...(await listConfigured(place)), ...listDetected(place)]) {
    if (!listed.some(other => isSame(known, other))) listed.push(known);
  }
  return listed;
}

function isSame({ target }: ListedTarget, other: ListedTarget): boolean {
  return target !== undefined && other.target !== undefined && targetKey(target) === targetKey(other.target);
}

async function findUsed(
  named: string | undefined,
  place: TargetContext,
  options: Pick<TargetChoice, 'isInsecure'>,
): Promise<ResolvedTarget | undefined> {
  try {
    return await resolveTarget(named, place, options);
  } catch (error) {
    if (error instanceof InspectorError && named === undefined) return undefined;
    throw error;
  }
}

async function listConfigured(place: TargetContext): Promise<readonly ListedTarget[]> {
  const configs = await readConfigs(place);
  return configs.flatMap(config =>
    Object.entries(config.targets).map(([name, named]) => {
      const from = formatPath(config.path, place.cwd, place.home);
      try {
        return toListed(createTarget(fromConfig(name, named, config, place), from, place), from);
      } catch (error) {
        if (!(error instanceof InspectorError)) throw error;
        return { name, location: shownText(named.location), from, isUsed: false, problem: error.message };
      }
    }),
  );
}

function listDetected(place: TargetContext): readonly ListedTarget[] {
  const found = detectStores(place);
  return [
    ...found.map(one => toListed(toDetectedTarget(one, place), one.reason)),
    ...ignoredVariables(found, place).map(one => ({
      name: one.kind,
      location: one.place,
      from: one.variable,
      isUsed: false,
      problem: describeIgnored(one),
    })),
  ];
}

function toListed(target: ResolvedTarget, from: string, isUsed = false): ListedTarget {
  return { name: target.info.name, location: target.info.location, from, isUsed, target };
}

/** An address that could not be read may hold a password anywhere. */
function shownText(text: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text) ? text.replace(/:\/\/.*/s, '://…') : text;
}
