import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { becauseOf } from '../../model/failure/because.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import {
  type FailureMark,
  formatNote,
  madeBy,
  type NewFailureMark,
  parseNote,
  toShown,
} from '../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../model/failure/memory/failure-states.ts';
import { newMuteWords } from '../../model/failure/memory/state-words.ts';
import { redactText } from '../../model/text/redact.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import {
  keepMark,
  type OwnFailures,
  type RemovedMarks,
  removeMarks,
} from '../../operations/failures/failure-memory.ts';
import { type DialogBinding, defineDialog } from '../dialogs/define-dialog.ts';
import { editedText, editLine, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { Action, SessionContext } from '../shell/state.ts';
import { cursorGroup, type GroupRow, groupState } from './groups-state.ts';

type Mark = Omit<NewFailureMark, 'failureId' | 'shown'>;

export function markGroup(context: SessionContext, group: NotedGroup, added: Mark): void {
  const { effects, now } = context;
  const isNote = added.kind === 'known';
  const done = isNote ? noteWords(added) : newMuteWords(added, now());
  changeMarks(context, isNote ? 'not noted' : 'not muted', async ({ store, own }) => {
    const mark = { ...added, failureId: group.id, shown: toShown(group) };
    const { keptIn, reason, targets } = await keepMark({ store, own, mark, by: effects.user, now: now() });
    const problem = keptIn === 'own' ? own.problem() : undefined;
    const place = targets ? ` in ${targets.join(', ')} only: the other targets could not keep it` : '';
    const text = keptIn === 'store' ? done + place : `${done} for you alone: ${problem ?? reason}`;
    return { text, tone: problem === undefined ? 'info' : 'error' };
  });
}

const longestNote = 60;

function noteWords({ ticket, note = '' }: Mark): string {
  const [line = ''] = note.split('\n', 1);
  return `noted ${truncateText(safeLine(formatNote({ ticket, note: line })), longestNote)}`;
}

/** Removes every note and mute of the group, and adds `staying` again. */
export function unmarkGroup(
  context: SessionContext,
  { id }: Pick<GroupRow, 'id'>,
  staying?: FailureMark,
): void {
  const { effects, now } = context;
  changeMarks(context, 'not removed', async ({ store, own }) => {
    const removed = await removeMarks({ store, own }, id);
    if (staying && removed.marks.length > 0) {
      const { at: _, by = effects.user, ...mark } = staying;
      await keepMark({ store, own, mark, by, now: now() });
    }
    return { text: removedWords(removed), tone: removed.reason === undefined ? 'info' : 'error' };
  });
}

type Notice = Pick<Extract<Action, { type: 'noticed' }>, 'text' | 'tone'>;
type Place = { readonly store: RunStore; readonly own: OwnFailures };

/** A change that failed is not tried again, unlike a read. */
function changeMarks(
  { effects, store: opened, finish, dispatch, say }: SessionContext,
  failed: string,
  change: (place: Place) => Promise<Notice>,
): void {
  const store = opened();
  finish(async () => {
    try {
      const own = await effects.ownFailures(store.target);
      dispatch({ type: 'noticed', ...(await change({ store, own })) });
      dispatch({ type: 'group-marked' });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      say(`${failed}: ${error.message}`, 'error');
    }
  });
}

function removedWords({ marks, reason }: RemovedMarks): string {
  if (reason === undefined) return marks.length === 0 ? 'nobody has noted or muted it' : 'removed';
  return marks.length === 0 ? `it stays: ${reason}` : `yours is removed, that of the others stays: ${reason}`;
}

type NotedGroup = Pick<FailureGroup, 'id' | 'first' | 'last' | 'count'>;

type Held = Pick<FailureState, 'known' | 'muted'>;

/** `group` and `held`: as they were when the line opened. */
export type NoteFailure = TextLine & {
  readonly type: 'note-failure';
  readonly group: NotedGroup;
  readonly held: Held;
  readonly isMasked: boolean;
  readonly because?: string;
};

export function createNoteFailure(group: NotedGroup, held: Held): NoteFailure {
  const text = held.known ? formatNote(held.known) : '';
  return { type: 'note-failure', ...lineOf(text), group, held, isMasked: redactText(text).hidden > 0 };
}

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

export const noteFailure = defineDialog<NoteFailure>({
  type: 'note-failure',
  typed: line => ({ name: 'Note', line }),
  keys: { where: 'note', bindings: [keepBinding, closeBinding], edits: editLine },
  // A masked note is not edited: nobody would see what changes.
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
  lines: (note, { state, theme }) => {
    const { width } = dialogRoom(state.size);
    const ghost = note.text === '' ? 'OPS-12: what is known' : '';
    const text = note.isMasked
      ? truncateText(safeLine(note.text), width - 5)
      : editedText(note, ghost, width - 5, theme);
    const { held, because } = note;
    const facts = [
      held.known ? `noted: ${madeBy(held.known, state.now)}` : '',
      because === undefined ? '' : `one group because: ${because}`,
    ].filter(Boolean);
    return {
      title: theme.bold('Note on these failures; begin with a ticket, if any'),
      lines: [
        `${theme.accent('note')} ${text}`,
        ...facts.map(fact => theme.dim(truncateText(safeLine(fact), width))),
      ],
      width,
    };
  },
});

export function revealNote(note: NoteFailure): NoteFailure {
  return { ...note, isMasked: false };
}

function keep(context: SessionContext, { text, group, held: { known, muted } }: NoteFailure): void {
  if (text.trim() !== '') return markGroup(context, group, { kind: 'known', ...parseNote(text) });
  if (known) unmarkGroup(context, group, muted);
}
