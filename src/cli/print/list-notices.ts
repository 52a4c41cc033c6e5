import type { MissingTarget, RunStore } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { isOfEngine } from '../../state/session/engine-target.ts';
import type { Context } from '../context.ts';
import { say } from './write.ts';

/** Says that a list is empty, and what to do where there is nothing to be found yet. */
export function sayNone(
  { clauses }: Query,
  { target }: Pick<RunStore, 'target'>,
  missing: readonly MissingTarget[] | undefined,
  context: Context,
): void {
  const isNarrowed = clauses.some(({ type }) => type !== 'kind');
  if (isNarrowed) return say('no runs match', context);
  if (missing && missing.length > 0) return say('the targets that answered have no runs', context);
  const what = clauses.length > 0 ? 'no such runs yet' : 'no runs yet';
  const next = isOfEngine(target)
    ? 'what the engine starts shows here'
    : 'record one with runlens/recorder, or try "runlens demo"';
  say(`${what}: ${next}`, context);
}

/** Names the targets that what was printed is without. */
export function sayMissing(missing: readonly MissingTarget[] | undefined, context: Context): void {
  for (const { target, error } of missing ?? []) {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    say(`runlens: ${sanitizeLine(`${target} is left out: ${error.message}${hint}`)}`, context);
  }
}

/** Says what a list is without because it could not be read. */
export function sayNotes(notes: Iterable<string>, context: Context): void {
  for (const note of notes) say(`runlens: ${sanitizeLine(note)}`, context);
}
