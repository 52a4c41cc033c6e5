import { join } from 'node:path';
import type { RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import type { MenuItem } from '../state/overlays/menu/menu.ts';
import type { Effects } from '../state/session/effects.ts';
import type { Terminal } from '../terminal/device/device.ts';
import { type Context, userName } from './context.ts';
import { createLazyStore } from './lazy-store.ts';
import { createMemory } from './memory.ts';

type EffectsOptions = {
  readonly context: Context;
  readonly terminal: Terminal;
  readonly store: RunStore;
  readonly quit: (exitCode: number) => void;
};

/**
 * What the screen does outside of itself: the clipboard, the pager, other targets. The code of each is loaded
 * on first use.
 */
export async function createEffects({ context, terminal, store, quit }: EffectsOptions): Promise<Effects> {
  const { default: envPaths } = await import('env-paths');
  const { env } = context;
  const runOutside = (work: () => Promise<void>) => terminal.runOutside(work);
  const write = (sequence: string) => terminal.writeBetweenFrames(sequence);
  return {
    now: context.now,
    user: userName(context),
    copy: async text => {
      const { copyText } = await import('../terminal/clipboard/clipboard.ts');
      return copyText(text, { env, write });
    },
    openPager: async text => {
      const { openInPager } = await import('../terminal/outside/pager.ts');
      await openInPager(text, { env, runOutside });
    },
    openEditor: async (text, suffix) => {
      const { openInEditor } = await import('../terminal/outside/pager.ts');
      await openInEditor(text, { env, runOutside, suffix });
    },
    suspend: () => terminal.suspend(),
    quit,
    listTargets: () => listTargetItems(context, store),
    openTarget: id => openListed(context, id, store),
    memory: createMemory(join(envPaths('runlens', { suffix: '' }).data, 'memory.json')),
  };
}

const allTargets = 'all';

async function listTargetItems(context: Context, first: RunStore): Promise<readonly MenuItem[]> {
  const { target } = first;
  const known = await listKnown(context);
  const listed = known.map(({ name, location, from, problem }) => ({
    id: location,
    label: `${name}  ${location}`,
    hint: problem ?? from,
  }));
  const isListed = listed.some(({ id }) => id === target.location);
  const opened = { id: target.location, label: `${target.name}  ${target.location}`, hint: target.reason };
  const names = known.filter(({ target }) => target !== undefined).map(({ name }) => name);
  const all = { id: allTargets, label: 'all of these in one list', hint: names.join(',') };
  return [...(isListed ? [] : [opened]), ...listed, ...(names.length > 1 ? [all] : [])];
}

async function listKnown(context: Context) {
  const { listTargets } = await import('../targets/list-targets.ts');
  return listTargets(undefined, context);
}

/**
 * A store over a network is opened by the first call, so that one whose server is down is shown, and waited
 * for, like any other.
 */
async function openListed(context: Context, id: string, first: RunStore): Promise<RunStore> {
  const { resolveTarget } = await import('../targets/resolve-target.ts');
  const known = await listKnown(context);
  const listed = known.find(({ location }) => location === id);
  if (listed?.problem !== undefined) throw new InspectorError('unreadable', listed.problem);
  const texts = known.flatMap(({ target, name, location }) =>
    target === undefined ? [] : [target.info.isNamed ? name : location],
  );
  const { location, name, isNamed, isInsecure } = first.target;
  const isFirst = id === location;
  const named = id === allTargets ? texts.join(',') : isFirst && isNamed ? name : id;
  const target =
    listed?.target ?? (await resolveTarget(named, context, { isInsecure: isFirst && isInsecure }));
  const open = () => context.openStore(target);
  return target.info.isRemote ? createLazyStore({ target: target.info, open }) : open();
}
