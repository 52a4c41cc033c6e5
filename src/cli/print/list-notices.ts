import type { MissingTarget, RunStore } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import type { Context } from '../context.ts';
import { writeNotice } from './write.ts';

export function printEmptyNotice(
  { clauses }: Query,
  { target }: Pick<RunStore, 'target'>,
  missing: readonly MissingTarget[] | undefined,
  context: Context,
): void {
  const isFiltered = clauses.some(({ type }) => type !== 'kind');
  if (isFiltered) return writeNotice('no runs match', context);
  if (missing && missing.length > 0) return writeNotice('the targets that answered have no runs', context);
  const what = clauses.length > 0 ? 'no such runs yet' : 'no runs yet';
  const next = target.isEngine
    ? 'the runs that the engine starts appear here'
    : 'record one with runlens/recorder, or try "runlens demo"';
  writeNotice(`${what}: ${next}`, context);
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
