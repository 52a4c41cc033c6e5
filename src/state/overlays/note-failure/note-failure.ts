import type { FailureGroup } from '../../../model/failure/failure-groups.ts';
import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import { formatNote } from '../../../model/failure/memory/parse-note.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../text-line.ts';

type NotedGroup = Pick<FailureGroup, 'id' | 'first' | 'last' | 'count'>;

/** What holds for the group. */
type Held = Pick<FailureState, 'known' | 'muted'>;

/** The note of a group of failures, as the group was when the line opened. */
export type NoteFailure = TextLine & {
  readonly type: 'note-failure';
  readonly group: NotedGroup;
  readonly held: Held;
};

export type NoteFailureAction = { readonly overlay: 'note-failure' } & (
  | LineAction
  | { readonly type: 'opened'; readonly group: NotedGroup; readonly held: Held }
  | { readonly type: 'closed' }
);

export function reduceNoteFailure(
  note: NoteFailure | undefined,
  action: NoteFailureAction,
): NoteFailure | undefined {
  if (action.type === 'opened') {
    const { group, held } = action;
    return { type: 'note-failure', ...lineOf(held.known ? formatNote(held.known) : ''), group, held };
  }
  if (!note || action.type === 'closed') return undefined;
  return { ...note, ...changeLine(note, action) };
}
