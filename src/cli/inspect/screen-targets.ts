import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import type { MenuItem } from '../../screen/shell/effects.ts';
import type { ResolvedTarget } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { createLazyStore } from './lazy-store.ts';

const allTargets = 'all';

/** The targets that the screen can change to; `opened` is the one it was started with. */
export async function targetMenuItems(context: Context, opened: TargetInfo): Promise<readonly MenuItem[]> {
  const known = await listKnown(context);
  const items = known.map(({ name, location, from, problem }) => ({
    id: location,
    label: `${name}  ${location}`,
    hint: problem ?? from,
  }));
  const { name, location, reason } = opened;
  const isListed = items.some(({ id }) => id === location);
  const own = { id: location, label: `${name}  ${location}`, hint: reason };
  const names = known.filter(({ target }) => target !== undefined).map(target => target.name);
  const all = { id: allTargets, label: 'all of these in one list', hint: names.join(',') };
  return [...(isListed ? [] : [own]), ...items, ...(names.length > 1 ? [all] : [])];
}

/** Opens the target of a menu item. A remote one opens on its first call, since its server may be down. */
export async function openTargetItem(id: string, context: Context, opened: TargetInfo): Promise<RunStore> {
  const known = await listKnown(context);
  const listed = known.find(({ location }) => location === id);
  if (listed?.problem !== undefined) throw new InspectorError('unreadable', listed.problem);
  const { mergeListed } = await import('../../targets/list-targets.ts');
  const target =
    listed?.target ??
    (id === allTargets ? mergeListed(known, context) : await resolveOpened(id, context, opened));
  const open = () => context.openStore(target);
  return target.info.isRemote ? createLazyStore({ target: target.info, open }) : open();
}

/** A target that is not listed is the one that the user named at the start. */
async function resolveOpened(id: string, context: Context, opened: TargetInfo): Promise<ResolvedTarget> {
  const { resolveTarget } = await import('../../targets/resolve-target.ts');
  const isOpened = id === opened.location;
  const isInsecure = isOpened && opened.isInsecure;
  return resolveTarget(isOpened ? textOf(opened) : id, context, { isInsecure });
}

/** What `resolveTarget` takes for a target: its name where a configuration gave it, else its location. */
function textOf({ name, location, isNamed }: TargetInfo): string {
  return isNamed ? name : location;
}

async function listKnown(context: Context) {
  const { listTargets } = await import('../../targets/list-targets.ts');
  return listTargets(undefined, context);
}
