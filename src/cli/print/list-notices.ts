import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Query } from '../../model/query/query.ts';
import type { Context } from '../context/context.ts';
import { writeNotice } from './write.ts';

export async function printEmptyNotice(
  { clauses }: Query,
  store: RunStore,
  missing: readonly MissingTarget[] | undefined,
  context: Context,
): Promise<void> {
  const { target } = store;
  const isFiltered = clauses.some(({ type }) => type !== 'kind');
  if (isFiltered) return explainNoMatch({ clauses }, store, context);
  if (missing && missing.length > 0) return writeNotice('the targets that answered have no runs', context);
  const what = clauses.length > 0 ? 'no such runs yet' : 'no runs yet';
  const next = target.isEngine
    ? 'the runs that the engine starts appear here'
    : 'record one with runlens/recorder, or try "runlens demo"';
  writeNotice(`${what}: ${next}`, context);
}

/** Says that no runs match, and why. */
export async function explainNoMatch({ clauses }: Query, store: RunStore, context: Context): Promise<void> {
  writeNotice('no runs match', context);
  const { explainEmptyList } = await import('../../operations/explain-empty-list.ts');
  const query = { clauses: clauses.filter(({ type }) => type !== 'kind') };
  const within = { clauses: clauses.filter(({ type }) => type === 'kind') };
  const { signal } = context;
  try {
    const reasons = await explainEmptyList({ store, query, within, now: context.now(), signal });
    for (const { text } of reasons) writeNotice(`  ${text}`, context);
  } catch (error) {
    // The list itself was read, and stands.
    if (signal.aborted || !(error instanceof InspectorError)) throw error;
  }
}

export function printMissing(missing: readonly MissingTarget[] | undefined, context: Context): void {
  for (const { target, error } of missing ?? []) {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    writeNotice(`runlens: ${target} is left out: ${error.message}${hint}`, context);
  }
}

export function printNotes(notes: Iterable<string>, context: Context): void {
  for (const note of notes) writeNotice(`runlens: ${note}`, context);
}
