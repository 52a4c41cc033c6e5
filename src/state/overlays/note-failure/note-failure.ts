import type { FailureGroup } from '../../../model/failure/failure-groups.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../text-line.ts';

type NotedGroup = Pick<FailureGroup, 'id' | 'first' | 'last' | 'count'>;

/** The note of a group of failures, as the group was when the line opened. */
export type NoteFailure = TextLine & { readonly type: 'note-failure'; readonly group: NotedGroup };

export type NoteFailureAction = { readonly overlay: 'note-failure' } & (
  | LineAction
  | { readonly type: 'opened'; readonly group: NotedGroup; readonly text: string }
  | { readonly type: 'closed' }
);

export function reduceNoteFailure(
  note: NoteFailure | undefined,
  action: NoteFailureAction,
): NoteFailure | undefined {
  if (action.type === 'opened') return { type: 'note-failure', ...lineOf(action.text), group: action.group };
  if (!note || action.type === 'closed') return undefined;
  return { ...note, ...changeLine(note, action) };
}
