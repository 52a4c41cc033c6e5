import { becauseOf } from '../../model/failure/because.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { formatNote, madeBy, parseNote } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../model/failure/memory/failure-states.ts';
import { redactText } from '../../model/text/redact.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import type { DialogBinding } from '../dialogs/dialog-keys.ts';
import { editedText, editLine, lineKeys, lineOf, type TextLine } from '../dialogs/text-line.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { dialogRoom } from '../shell/window-size.ts';
import { cursorGroup, groupState } from './groups-state.ts';
import { markGroup, unmarkGroup } from './mark-group.ts';

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
  /** What made the group. */
  readonly because?: string;
};

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'note-failure': NoteFailure;
  }
}

export function createNoteFailure(group: NotedGroup, held: Held): NoteFailure {
  const text = held.known ? formatNote(held.known) : '';
  return { type: 'note-failure', ...lineOf(text), group, held, isMasked: redactText(text).hidden > 0 };
}

/** Opens the line with the note that the group under the cursor has. */
export function openNoteFailure(context: SessionContext): void {
  const { groups, now } = context.getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const { known, muted } = groupState(groups, group, now) ?? {};
  const because = becauseOf(group);
  noteFailure.open(context, { ...createNoteFailure(group, { known, muted }), because });
}

type Binding = DialogBinding<NoteFailure>;

const keepBinding: Binding = {
  keys: ['enter'],
  label: 'keep',
  help: 'keep the note; an empty one removes it',
  press: (note, context) => () => keep(context, note),
};

const closeBinding: Binding = {
  keys: ['escape'],
  label: 'close',
  help: 'close and change nothing',
  press: () => undefined,
};

const line = lineKeys<NoteFailure>(editLine);

export const noteFailure = defineDialog<NoteFailure>({
  type: 'note-failure',
  keys: { where: 'note', bindings: [keepBinding, closeBinding, ...line.bindings], type: line.type },
  // A note of which a part is masked is not edited: nobody would see where.
  otherKeys: {
    where: 'note',
    when: ({ isMasked }) => isMasked,
    bindings: [
      {
        keys: ['u'],
        label: 'reveal',
        help: 'reveal the secrets in the note, so that it can be edited',
        press: revealNote,
      },
      { ...keepBinding, press: () => undefined },
      closeBinding,
    ],
  },
  shows: ['size', 'now'],
  lines: (note, { state, theme }) => {
    const { width } = dialogRoom(state.size);
    const ghost = note.text === '' ? 'OPS-12: what is known' : '';
    const text = note.isMasked
      ? truncateText(safeLine(note.text), width - 5)
      : editedText(note, ghost, width - 5, theme);
    return {
      title: theme.bold('Note on these failures; begin with a ticket, if any'),
      lines: [
        `${theme.accent('note')} ${text}`,
        ...[...origin(note.held, state.now), ...reason(note)].map(one => theme.dim(truncateText(one, width))),
      ],
      width,
    };
  },
});

export function revealNote(note: NoteFailure): NoteFailure {
  return { ...note, isMasked: false };
}

/** Who made the note, and when. */
function origin({ known }: Held, now: number): readonly string[] {
  return known ? [safeLine(`noted: ${madeBy(known, now)}`)] : [];
}

/** Why these failures are one group. */
function reason({ because }: NoteFailure): readonly string[] {
  return because === undefined ? [] : [safeLine(`one group because: ${because}`)];
}

function keep(context: SessionContext, { text, group, held: { known, muted } }: NoteFailure): void {
  if (text.trim() !== '') return markGroup(context, group, { kind: 'known', ...parseNote(text) });
  if (known) unmarkGroup(context, group, muted);
}
