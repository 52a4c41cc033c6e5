import { InspectorError } from '../model/errors.ts';
import type { TargetConfig } from './config.ts';
import { createTarget } from './create-target.ts';
import { readConfigs, resolveSource, resolveTarget, sourceOf } from './resolve-target.ts';
import { fromConfig } from './resolve-text.ts';
import { type ResolvedTarget, type TargetChoice, targetKey } from './target.ts';
import type { TargetContext } from './target-place.ts';

export type HistoryTarget = {
  readonly target: ResolvedTarget;
  /** Why it is not the cloud's history, to be said. */
  readonly note?: string;
};

/**
 * The target of the history: what was named, else `cloud:` of the configurations, else their `target:` if it
 * is far away, else the one server or database that they name, else the target that everything else uses,
 * with a note that says so.
 */
export async function resolveHistory(
  { named, isInsecure }: TargetChoice,
  place: TargetContext,
): Promise<HistoryTarget> {
  if (named !== undefined || place.env.RUNLENS_TARGET)
    return { target: await resolveTarget(named, place, { isInsecure }) };
  const configs = await readConfigs(place);
  const cloud = configs.find(config => config.cloud !== undefined);
  if (cloud?.cloud !== undefined) {
    const source = sourceOf(cloud.cloud, cloud, place);
    const target = await resolveSource(source, configs, place, { isInsecure });
    return { target: withWarningsOf(configs, target) };
  }
  const usual = configs.some(config => config.target !== undefined)
    ? await resolveTarget(undefined, place, { isInsecure })
    : undefined;
  if (usual && isFar(usual)) return { target: usual };
  const servers = farTargets(configs, place, isInsecure === true);
  const [only] = servers;
  if (only && servers.length === 1) return { target: withWarningsOf(configs, only) };
  return fallBack(usual, servers, place);
}

async function fallBack(
  usual: ResolvedTarget | undefined,
  servers: readonly ResolvedTarget[],
  place: TargetContext,
): Promise<HistoryTarget> {
  const names = servers.map(({ info }) => info.name).join(', ');
  try {
    const target = usual ?? (await resolveTarget(undefined, place));
    const { location, reason } = target.info;
    const why = names === '' ? 'no cloud target is configured' : `none of ${names} is configured as "cloud:"`;
    return { target, note: `${why}: this is the history of ${location} (${reason})` };
  } catch (error) {
    if (names === '' || !(error instanceof InspectorError)) throw error;
    throw new InspectorError('usage', `several targets could have the history: ${names}`, {
      hint: 'name one with --target, or as "cloud:" in your configuration',
      cause: error,
    });
  }
}

/** The servers and databases that the configurations name, each once. */
function farTargets(
  configs: readonly TargetConfig[],
  place: TargetContext,
  isInsecure: boolean,
): readonly ResolvedTarget[] {
  const byKey = new Map<string, ResolvedTarget>();
  for (const config of configs) {
    for (const [name, named] of Object.entries(config.targets)) {
      if (!/^(https?|postgres(ql)?):/i.test(named.location)) continue;
      const found = fromConfig(name, named, config, place);
      const reason = sourceOf(name, config, place).reason;
      const target = createTarget({ ...found, isInsecure: isInsecure || found.isInsecure }, reason, place);
      if (!byKey.has(targetKey(target))) byKey.set(targetKey(target), target);
    }
  }
  return [...byKey.values()];
}

function isFar(target: ResolvedTarget): boolean {
  return target.kind === 'merged' ? target.members.some(isFar) : target.kind !== 'sqlite';
}

function withWarningsOf(configs: readonly TargetConfig[], target: ResolvedTarget): ResolvedTarget {
  return { ...target, warnings: [...configs.flatMap(({ warnings }) => warnings), ...target.warnings] };
}
