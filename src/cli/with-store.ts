import type { RunStore } from '../stores/store.ts';
import { type ResolvedTarget, resolveTarget } from '../stores/targets/resolve-target.ts';
import type { Context } from './context.ts';

/** Opens the store of a target, lends it, and closes it whatever happens. */
export async function withStore(
  named: string | undefined,
  context: Context,
  use: (store: RunStore, target: ResolvedTarget) => Promise<number>,
): Promise<number> {
  const target = await resolveTarget(named, context);
  for (const warning of target.warnings) context.stderr.write(`runlens: ${warning}\n`);
  context.signal.throwIfAborted();
  const store = await context.openStore(target);
  try {
    return await use(store, target);
  } finally {
    await store.close();
  }
}
