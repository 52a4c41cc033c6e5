import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { MissingTarget } from '../../stores/store.ts';
import type { Context } from '../context.ts';
import { say } from './write.ts';

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
