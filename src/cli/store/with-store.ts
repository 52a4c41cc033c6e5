import type { RunStore } from '../../contract/run-store.ts';
import { ownStatusWords } from '../../model/query/clauses.ts';
import type { Query } from '../../model/query/query.ts';
import type { OpenOptions } from '../../stores/open-store.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { ResolvedTarget, TargetChoice } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { writeNote, writeNotice } from '../print/write.ts';

export async function withStore<Result>(
  { named, isInsecure }: TargetChoice,
  context: Context,
  use: (store: RunStore) => Promise<Result>,
): Promise<Result> {
  return withOpenedStore(await resolveTarget(named, context, { isInsecure }), context, use);
}

export async function withOpenedStore<Result>(
  target: ResolvedTarget,
  context: Context,
  use: (store: RunStore) => Promise<Result>,
  options?: OpenOptions,
): Promise<Result> {
  for (const warning of target.warnings) writeNotice(`runlens: ${warning}`, context);
  context.signal.throwIfAborted();
  try {
    return await whileOpen(target, context, use, options);
  } finally {
    const problem = await context.acts.problem();
    if (problem !== undefined) writeNotice(`not kept for "runlens acts": ${problem}`, context);
  }
}

export async function whileOpen<Result>(
  target: ResolvedTarget,
  { openStore }: Pick<Context, 'openStore'>,
  use: (store: RunStore) => Promise<Result>,
  options?: OpenOptions,
): Promise<Result> {
  const store = await openStore(target, options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Opens the target of the history; a note says when that is not the cloud's. */
export async function withHistory<Result>(
  choice: TargetChoice,
  context: Context,
  use: (store: RunStore) => Promise<Result>,
): Promise<Result> {
  const { resolveHistory } = await import('../../targets/resolve-history.ts');
  const { target, note } = await resolveHistory(choice, context);
  if (note !== undefined) writeNote(note, context);
  return withOpenedStore(target, context, use);
}

export async function refuseUnknownStatus(
  store: RunStore,
  query: Query,
  { now, signal }: Pick<Context, 'now' | 'signal'>,
): Promise<void> {
  if (ownStatusWords(query).length === 0) return;
  const { checkStatuses } = await import('../../operations/check-statuses.ts');
  await checkStatuses(store, query, { now: now(), signal });
}
