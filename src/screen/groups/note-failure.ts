import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { formatNote } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../model/failure/memory/failure-states.ts';
import { redactText } from '../../model/text/redact.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';

type NotedGroup = Pick<FailureGroup, 'id' | 'first' | 'last' | 'count'>;

/** What holds for the group. */
type Held = Pick<FailureState, 'known' | 'muted'>;

/** The note of a group of failures, as the group was when the line opened. */
export type NoteFailure = TextLine & {
  readonly type: 'note-failure';
  readonly group: NotedGroup;
  readonly held: Held;
  /** Whether the note holds secrets, which are masked: it is edited once they are revealed. */
  readonly isMasked: boolean;
};

export type NoteFailureAction = { readonly overlay: 'note-failure' } & (
  | LineAction
  | { readonly type: 'opened'; readonly group: NotedGroup; readonly held: Held }
  | { readonly type: 'revealed' }
  | { readonly type: 'closed' }
);

export function reduceNoteFailure(
  note: NoteFailure | undefined,
  action: NoteFailureAction,
): NoteFailure | undefined {
  if (action.type === 'opened') {
    const { group, held } = action;
    const text = held.known ? formatNote(held.known) : '';
    return { type: 'note-failure', ...lineOf(text), group, held, isMasked: redactText(text).hidden > 0 };
  }
  if (!note || action.type === 'closed') return undefined;
  if (action.type === 'revealed') return { ...note, isMasked: false };
  return { ...note, ...changeLine(note, action) };
}
