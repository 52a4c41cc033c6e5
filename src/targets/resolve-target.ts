import { InspectorError } from '../model/errors.ts';
import type { TargetConfig } from './config-file.ts';
import { createTarget } from './create-target.ts';
import {
  describeIgnored,
  describePassedOver,
  detectStores,
  ignoredVariables,
  rejectedFiles,
} from './detect-stores.ts';
import { type FoundAddress, findAddresses } from './found-addresses.ts';
import { formatLocation, formatPath, looksLikeLocation } from './location.ts';
import { storeNames } from './parse-location.ts';
import { findDistrusted, readConfigs } from './project-config.ts';
import { configuredText, resolveText, splitTargets, type TargetText } from './resolve-text.ts';
import type { ResolvedTarget, TargetChoice, TargetContext } from './target.ts';

/**
 * Finds the target in this order: what was named, `RUNLENS_TARGET`, the nearest `runlens.config.yaml`, the
 * user's configuration, then the nearest store from the current folder upwards. A text with commas names
 * several, which become one. Throws an `InspectorError` that says what to do when there is none.
 */
export async function resolveTarget(
  named: string | undefined,
  context: TargetContext,
  options: Pick<TargetChoice, 'isInsecure'> = {},
): Promise<ResolvedTarget> {
  const text = named ?? (context.env.RUNLENS_TARGET || undefined);
  if (text !== undefined) {
    const reason = named === undefined ? 'RUNLENS_TARGET' : 'argument';
    const typed: TargetText = { text, base: context.cwd, reason, writtenBy: 'user', isHere: true };
    const hasNames = !splitTargets(typed, context).every(looksLikeLocation);
    const configs = hasNames ? await readConfigs(context) : [];
    return addWarnings(await resolveText(typed, configs, context, options), configs);
  }
  const configs = await readConfigs(context);
  for (const config of configs) {
    if (config.target === undefined) continue;
    const configured = configuredText(config.target, config, context);
    return addWarnings(await resolveText(configured, configs, context, options), configs);
  }
  return addWarnings(await nearestStore(context), configs);
}

async function nearestStore(context: TargetContext): Promise<ResolvedTarget> {
  const stores = detectStores(context);
  const [nearest] = stores;
  const ignored = ignoredVariables(stores, context).map(describeIgnored);
  if (nearest) {
    const target = createTarget(nearest, nearest.reason, context);
    const passedOver = describePassedOver(stores, context);
    return { ...target, warnings: [...ignored, ...passedOver, ...target.warnings] };
  }
  const addresses = await findAddresses(context);
  if (addresses.length > 0) throw new OnlyAddresses(addresses, context);
  const also = [...ignored, ...describeDistrusted(context)].map(text => `, and ${text}`).join('');
  const [rejected] = rejectedFiles(context);
  const missing = rejected
    ? `${rejected.path} is no store of runs, because ${rejected.problem}, and there is no other`
    : `there is no ${storeNames}`;
  throw new InspectorError('usage', `no runs found: ${missing} here or in any folder above${also}`, {
    hint: `look around with "runlens demo", name a place with "runlens <path>" or "runlens restate:", or record runs with runlens/recorder`,
  });
}

export class OnlyAddresses extends InspectorError {
  constructor(addresses: readonly FoundAddress[], { cwd, home }: TargetContext) {
    const found = addresses.map(one => ({ ...one, shown: formatLocation(one.location, cwd, home) }));
    const list = found.slice(0, mostNamed).map(({ shown, foundIn }) => `${shown} (${foundIn})`);
    const more = found.length > mostNamed ? [`${found.length - mostNamed} more`] : [];
    const all = [...list, ...more].join(', ');
    super('usage', `no runs found here, only addresses, each opened only when it is named: ${all}`, {
      hint: `runlens --target ${found[0]?.shown}`,
    });
  }
}

const mostNamed = 3;

function describeDistrusted({ cwd, home }: TargetContext): readonly string[] {
  const path = findDistrusted(cwd);
  if (path === undefined) return [];
  const shown = formatPath(path, cwd, home);
  return [`${shown} does not count: its folder is another user's, or everybody may write to it`];
}

export function addWarnings(target: ResolvedTarget, configs: readonly TargetConfig[]): ResolvedTarget {
  return { ...target, warnings: [...configs.flatMap(({ warnings }) => warnings), ...target.warnings] };
}
