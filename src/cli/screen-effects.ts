import { join } from 'node:path';
import { InspectorError } from '../model/errors.ts';
import type { Effects } from '../state/effects.ts';
import type { RunStore } from '../stores/store.ts';
import type { Terminal } from '../terminal/device.ts';
import type { Context } from './context.ts';
import { createMemory } from './memory.ts';

type World = {
  readonly context: Context;
  readonly terminal: Terminal;
  readonly store: RunStore;
  readonly quit: (exitCode: number) => void;
};

/** What the screen may do to the world: the clipboard, the pager, other targets. Each is loaded when it is first used. */
export async function createEffects({ context, terminal, store, quit }: World): Promise<Effects> {
  const { default: envPaths } = await import('env-paths');
  const { env } = context;
  const runOutside = (work: () => Promise<void>) => terminal.runOutside(work);
  const write = (sequence: string) => terminal.writeBetweenFrames(sequence);
  return {
    now: context.now,
    copy: async text => {
      const { copyText } = await import('../terminal/clipboard.ts');
      return copyText(text, { env, write });
    },
    openPager: async text => {
      const { openInPager } = await import('../terminal/pager.ts');
      await openInPager(text, { env, runOutside });
    },
    openEditor: async (text, suffix) => {
      const { openInEditor } = await import('../terminal/pager.ts');
      await openInEditor(text, { env, runOutside, suffix });
    },
    suspend: () => terminal.suspend(),
    quit,
    listTargets: () => listTargetItems(context, store),
    openTarget: location => openListed(context, location),
    memory: createMemory(join(envPaths('runlens', { suffix: '' }).data, 'memory.json')),
  };
}

async function listTargetItems(context: Context, first: RunStore) {
  const { listTargets } = await import('../stores/targets/list-targets.ts');
  const { target } = first;
  const listed = (await listTargets(undefined, context)).map(({ name, location, from, problem }) => ({
    id: location,
    label: `${name}  ${location}`,
    hint: problem ?? from,
  }));
  const isListed = listed.some(({ id }) => id === target.location);
  const opened = { id: target.location, label: `${target.name}  ${target.location}`, hint: target.reason };
  return isListed ? listed : [opened, ...listed];
}

async function openListed(context: Context, location: string): Promise<RunStore> {
  const { listTargets } = await import('../stores/targets/list-targets.ts');
  const { resolveTarget } = await import('../stores/targets/resolve-target.ts');
  const listed = (await listTargets(undefined, context)).find(target => target.location === location);
  if (listed?.problem !== undefined) throw new InspectorError('unreadable', listed.problem);
  return context.openStore(listed?.target ?? (await resolveTarget(location, context)));
}
