import { InspectorError } from '../model/errors.ts';
import type { TargetConfig } from './config-file.ts';
import { createTarget } from './create-target.ts';
import { readConfigs } from './project-config.ts';
import { addWarnings, resolveTarget } from './resolve-target.ts';
import { configuredLocation, configuredText, resolveText } from './resolve-text.ts';
import { type ResolvedTarget, type TargetChoice, type TargetContext, targetKey } from './target.ts';

type HistoryTarget = {
  readonly target: ResolvedTarget;
  /** Why it is not the history of the cloud; a line for stderr. */
  readonly note?: string;
};

/**
 * Finds the target of the history in this order: what was named, `RUNLENS_TARGET`, `cloud:` of the
 * configurations, their `target:` where that is remote, the one server or database that they name, then the
 * target that other commands use, with a note that says so.
 */
export async function resolveHistory(
  { named, isInsecure }: TargetChoice,
  context: TargetContext,
): Promise<HistoryTarget> {
  if (named !== undefined || context.env.RUNLENS_TARGET)
    return { target: await resolveTarget(named, context, { isInsecure }) };
  const configs = await readConfigs(context);
  const cloud = configs.find(config => config.cloud !== undefined);
  if (cloud?.cloud !== undefined) {
    const text = configuredText(cloud.cloud, cloud, context);
    return { target: addWarnings(await resolveText(text, configs, context, { isInsecure }), configs) };
  }
  const usual = configs.some(config => config.target !== undefined)
    ? await resolveTarget(undefined, context, { isInsecure })
    : undefined;
  if (usual && isRemoteTarget(usual)) return { target: usual };
  const servers = remoteTargets(configs, context, isInsecure === true);
  const [only] = servers;
  if (only && servers.length === 1) return { target: addWarnings(only, configs) };
  return fallBack(usual, servers, context);
}

async function fallBack(
  usual: ResolvedTarget | undefined,
  servers: readonly ResolvedTarget[],
  context: TargetContext,
): Promise<HistoryTarget> {
  const names = servers.map(({ info }) => info.name).join(', ');
  try {
    const target = usual ?? (await resolveTarget(undefined, context));
    const { location, reason } = target.info;
    const why = names === '' ? 'no cloud target is configured' : `none of ${names} is configured as "cloud:"`;
    return { target, note: `${why}: this is the history of ${location} (${reason})` };
  } catch (error) {
    if (names === '' || !(error instanceof InspectorError)) throw error;
    throw new InspectorError('usage', `several targets could hold the history: ${names}`, {
      hint: 'name one with --target, or as "cloud:" in your configuration',
      cause: error,
    });
  }
}

function remoteTargets(
  configs: readonly TargetConfig[],
  context: TargetContext,
  isInsecure: boolean,
): readonly ResolvedTarget[] {
  const byKey = new Map<string, ResolvedTarget>();
  for (const config of configs) {
    for (const [name, named] of Object.entries(config.targets)) {
      if (!/^(https?|postgres(ql)?):/i.test(named.location)) continue;
      const found = configuredLocation(name, named, config, context);
      const { reason } = configuredText(name, config, context);
      const target = createTarget({ ...found, isInsecure: isInsecure || found.isInsecure }, reason, context);
      if (!byKey.has(targetKey(target))) byKey.set(targetKey(target), target);
    }
  }
  return [...byKey.values()];
}

function isRemoteTarget(target: ResolvedTarget): boolean {
  return target.kind === 'merged' ? target.members.some(isRemoteTarget) : target.info.isRemote === true;
}
