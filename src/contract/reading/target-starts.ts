import type { RunStore, TargetStarts } from '../run-store.ts';
import type { ServerAbout } from '../target-info.ts';

/** Whether a token that may read does not allow starts; one that may not read is reported with the lists. */
export function lacksStartScope(about: ServerAbout | undefined): boolean {
  return about?.scopes.includes('read') === true && !about.scopes.includes('start');
}

/** Whether starts reach no program and no start hook. */
export function startsNothing({ can, about }: Pick<TargetStarts, 'can' | 'about'>): boolean {
  return !can.start || about?.can.start === false;
}

/** Whether an engine starts or repeats its runs by itself: no program has to offer their workflows. */
export function startsByItself({ target, can }: Pick<TargetStarts, 'target' | 'can'>): boolean {
  return target.isEngine === true && (can.start || can.restart !== undefined);
}

export function mayHaveHook({ target, about }: TargetStarts): boolean {
  return target.kind === 'http' && about?.can.startHook !== false;
}

/** Reads the workflows only where the store can start any. */
export async function readStarts(store: RunStore, signal?: AbortSignal): Promise<TargetStarts> {
  const { target, can } = store;
  const [about, workflows] = await Promise.all([
    store.about?.({ signal }),
    can.start ? store.workflows({ signal }) : [],
  ]);
  const offered = workflows.filter(({ isOffered }) => isOffered).map(({ name }) => name);
  return { target, can, about, offered };
}
