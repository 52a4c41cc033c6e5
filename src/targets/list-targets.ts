import { InspectorError } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import { createTarget } from './create-target.ts';
import {
  describeIgnored,
  detectStores,
  ignoredVariables,
  nameWithKind,
  rejectedFiles,
} from './detect-stores.ts';
import { findAddresses } from './found-addresses.ts';
import { formatPath } from './location.ts';
import { readConfigs } from './project-config.ts';
import { resolveTarget } from './resolve-target.ts';
import { configuredLocation, createTargets } from './resolve-text.ts';
import { type ResolvedTarget, type TargetChoice, type TargetContext, targetKey } from './target.ts';

export type ListedTarget = {
  readonly name: string;
  readonly location: string;
  readonly from: string;
  readonly isUsed: boolean;
  readonly target?: ResolvedTarget;
  readonly problem?: string;
  /** Set for a found address, which is opened only when somebody chooses it. */
  readonly isUnchosen?: true;
};

/**
 * The target in use, the configured ones, the stores from here upwards, then the addresses in the files of
 * the project. Each has a name that can be given as a target.
 */
export async function listTargets(
  named: string | undefined,
  context: TargetContext,
  options: Pick<TargetChoice, 'isInsecure'> = {},
): Promise<readonly ListedTarget[]> {
  const target = await findUsed(named, context, options);
  const used = target && toListed(target, target.info.reason, true);
  const listed: ListedTarget[] = used ? [used] : [];
  const configured = await listConfigured(context);
  const detected = listDetected(context, new Set(configured.map(({ name }) => name)));
  for (const known of [...configured, ...detected]) {
    const at = listed.findIndex(other => isSame(known, other));
    const same = listed[at];
    if (!same) listed.push(known);
    // The one in use may have been found, or named by its place.
    else if (same === used && !target?.info.isNamed) listed[at] = { ...same, name: known.name };
  }
  return [...listed, ...(await listAddresses(context, listed))];
}

async function listAddresses(
  context: TargetContext,
  listed: readonly ListedTarget[],
): Promise<readonly ListedTarget[]> {
  const found = await findAddresses(context, new Set(listed.map(({ name }) => name)));
  const keys = new Set(listed.map(({ target }) => target?.info.key));
  return found
    .map(one => createTarget(one, one.foundIn, context))
    .filter(({ info }) => !keys.has(info.key))
    .map(target => ({ ...toListed(target, target.info.reason), isUnchosen: true }));
}

/** Without those that nobody has chosen. Each is trusted as far as whoever gave its address. */
export function mergeListed(listed: readonly ListedTarget[], context: TargetContext): ResolvedTarget {
  const targets = listed.flatMap(({ target, isUnchosen }) => (target && !isUnchosen ? target : []));
  const members = targets.flatMap(target => (target.kind === 'merged' ? target.members : [target]));
  const byKey = new Map(members.map(member => [targetKey(member), member]));
  const found = [...byKey.values()].flatMap(member => member.found ?? []);
  return createTargets(found, 'argument', context);
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
        return unusable(name, shownText(named.location), from, error.message);
      }
    });
    const overruled = Object.entries(config.overruled ?? {}).map(([name, { location }]) => {
      const problem = `passed over (${from}): ${userPath} names "${name}" too`;
      return unusable(name, shownText(location), from, problem);
    });
    return [...known, ...overruled];
  });
}

function unusable(name: string, location: string, from: string, problem: string): ListedTarget {
  return { name, location, from, isUsed: false, problem };
}

function listDetected(context: TargetContext, taken: ReadonlySet<string>): readonly ListedTarget[] {
  const found = detectStores(context);
  return [
    ...found.map(one => ({
      ...toListed(createTarget(one, one.reason, context), one.reason),
      name: taken.has(one.uniqueName) ? nameWithKind(one) : one.uniqueName,
    })),
    ...rejectedFiles(context).map(one => unusable(one.kind, one.path, one.reason, one.problem)),
    ...ignoredVariables(found, context).map(one =>
      unusable(one.kind, one.place, one.variable, describeIgnored(one)),
    ),
  ];
}

function toListed(target: ResolvedTarget, from: string, isUsed = false): ListedTarget {
  return { name: target.info.name, location: target.info.location, from, isUsed, target };
}

/** An address that could not be read may hold a password anywhere. */
function shownText(text: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text) ? text.replace(/:\/\/.*/s, '://…') : text;
}

/** Safe for a terminal: a project's file may name the target. */
export function toTargetJson({ name, target, location, from, isUsed, problem }: ListedTarget) {
  return {
    name: sanitizeLine(name),
    kind: target?.info.kind,
    location: sanitizeLine(location),
    path: target?.kind === 'sqlite' ? sanitizeLine(target.path) : undefined,
    from: sanitizeLine(from),
    inUse: isUsed,
    readOnly: target?.info.isReadOnly,
    problem: problem === undefined ? undefined : sanitizeLine(problem),
  };
}
