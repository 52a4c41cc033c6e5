import { InspectorError } from '../model/errors.ts';
import { readConfigs } from './config.ts';
import type { NamedLocation } from './config-schema.ts';
import { createTarget } from './create-target.ts';
import { describeIgnored, detectStores, ignoredVariables } from './detect-stores.ts';
import { formatPath } from './format-path.ts';
import { resolveTarget } from './resolve-target.ts';
import { configuredLocation } from './resolve-text.ts';
import type { TargetContext } from './target.ts';
import { type ResolvedTarget, type TargetChoice, targetKey } from './target.ts';

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

/** Every known target: the one in use, the configured ones, then the stores from here upwards. */
export async function listTargets(
  named: string | undefined,
  context: TargetContext,
  options: Pick<TargetChoice, 'isInsecure'> = {},
): Promise<readonly ListedTarget[]> {
  const used = await findUsed(named, context, options);
  const listed: ListedTarget[] = used ? [toListed(used, used.info.reason, true)] : [];
  for (const known of [...(await listConfigured(context)), ...listDetected(context)]) {
    if (!listed.some(other => isSame(known, other))) listed.push(known);
  }
  return listed;
}

function isSame({ target }: ListedTarget, other: ListedTarget): boolean {
  return target !== undefined && other.target !== undefined && targetKey(target) === targetKey(other.target);
}

async function findUsed(
  named: string | undefined,
  context: TargetContext,
  options: Pick<TargetChoice, 'isInsecure'>,
): Promise<ResolvedTarget | undefined> {
  try {
    return await resolveTarget(named, context, options);
  } catch (error) {
    if (error instanceof InspectorError && named === undefined) return undefined;
    throw error;
  }
}

async function listConfigured(context: TargetContext): Promise<readonly ListedTarget[]> {
  const configs = await readConfigs(context);
  const userPath = formatPath(await context.userConfigPath(), context.cwd, context.home);
  return configs.flatMap(config => {
    const from = formatPath(config.path, context.cwd, context.home);
    const known = Object.entries(config.targets).map(([name, named]) => {
      try {
        return toListed(createTarget(configuredLocation(name, named, config, context), from, context), from);
      } catch (error) {
        if (!(error instanceof InspectorError)) throw error;
        return unusable(name, named, from, error.message);
      }
    });
    const overruled = Object.entries(config.overruled ?? {}).map(([name, named]) =>
      unusable(name, named, from, `passed over (${from}): ${userPath} names "${name}" too`),
    );
    return [...known, ...overruled];
  });
}

function unusable(name: string, { location }: NamedLocation, from: string, problem: string): ListedTarget {
  return { name, location: shownText(location), from, isUsed: false, problem };
}

function listDetected(context: TargetContext): readonly ListedTarget[] {
  const found = detectStores(context);
  return [
    ...found.map(one => toListed(createTarget(one, one.reason, context), one.reason)),
    ...ignoredVariables(found, context).map(one => ({
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
