import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Effects, MenuItem } from '../../screen/shell/effects.ts';
import { createLazyStore } from '../../stores/lazy-store.ts';
import { UnclearDatabase } from '../../stores/open-database.ts';
import type { ListedTarget } from '../../targets/list-targets.ts';
import type { ResolvedTarget, SingleTarget } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { nothingOpen } from './unopened-store.ts';

const allTargets = 'all';
/** A server that takes longer is waited for on the screen. */
const patienceMs = 1_000;

export function createScreenTargets(
  context: Context,
  opened: TargetInfo,
): Pick<Effects, 'listTargets' | 'openTarget'> {
  const divided = new Map<string, readonly ListedTarget[]>();

  /** A database that turned out to be several targets is listed as these. */
  async function listKnown(): Promise<readonly ListedTarget[]> {
    const { listTargets } = await import('../../targets/list-targets.ts');
    const listed = await listTargets(undefined, context);
    return listed.flatMap(one => divided.get(one.location) ?? one);
  }

  async function openDatabase(id: string, target: ResolvedTarget, from: string) {
    try {
      return await context.openStore(target, { longestMs: patienceMs });
    } catch (error) {
      if (!(error instanceof UnclearDatabase) || error.targets.length === 0) throw error;
      const parts = error.targets.map(one => toListed(one, from));
      divided.set(id, parts);
      return parts.map(toItem);
    }
  }

  return {
    async listTargets() {
      const known = await listKnown();
      const items = known.map(toItem);
      const { name, location, reason } = opened;
      const isListed = opened.kind === nothingOpen || items.some(({ id }) => id === location);
      const own = { id: location, label: `${name}  ${location}`, hint: reason };
      const names = known.flatMap(one => (one.target && !one.isUnchosen ? [one.target.info.name] : []));
      const all = { id: allTargets, label: 'all of these in one list', hint: names.join(',') };
      return [...(isListed ? [] : [own]), ...items, ...(names.length > 1 ? [all] : [])];
    },
    async openTarget(id) {
      const known = await listKnown();
      const listed = known.find(({ location }) => location === id);
      if (listed?.problem !== undefined) throw new InspectorError('unreadable', listed.problem);
      const { mergeListed } = await import('../../targets/list-targets.ts');
      const target =
        listed?.target ??
        (id === allTargets ? mergeListed(known, context) : await resolveOpened(id, context, opened));
      if (target.kind === 'postgres') return openDatabase(id, target, listed?.from ?? target.info.reason);
      const open = () => context.openStore(target);
      // The server of a remote target may be down.
      return target.info.isRemote ? createLazyStore({ target: target.info, open }) : open();
    },
  };
}

function toListed(target: SingleTarget, from: string): ListedTarget {
  const { name, location } = target.info;
  return { name, location, from, isUsed: false, target, isUnchosen: true };
}

function toItem({ name, location, from, problem }: ListedTarget): MenuItem {
  return { id: location, label: `${name}  ${location}`, hint: problem ?? from };
}

/** A target that is not listed is the one that the user named at the start. */
async function resolveOpened(id: string, context: Context, opened: TargetInfo): Promise<ResolvedTarget> {
  const { resolveTarget } = await import('../../targets/resolve-target.ts');
  const { name, location, isNamed, isInsecure } = opened;
  if (id !== location) return resolveTarget(id, context);
  return resolveTarget(isNamed ? name : location, context, { isInsecure });
}
