import { parseNote } from '../../model/failure/memory/failure-mark.ts';
import type { OverlayBinding, OverlayKeys } from '../dialogs/overlay-binding.ts';
import { lineBindings } from '../dialogs/text-line-keys.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { markGroup, unmarkGroup } from './mark-group.ts';
import type { NoteFailure } from './note-failure.ts';

type Binding = OverlayBinding<NoteFailure>;

const keepBinding: Binding = {
  keys: ['enter'],
  label: 'keep',
  help: 'keep the note; an empty one removes it',
  press: keep,
};

const closeBinding: Binding = {
  keys: ['escape'],
  label: 'close',
  help: 'close and change nothing',
  press: close,
};

export const noteFailureKeys: OverlayKeys<NoteFailure> = {
  where: 'note',
  bindings: [
    keepBinding,
    closeBinding,
    ...lineBindings(({ dispatch }, edit) => dispatch({ overlay: 'note-failure', type: 'edited', edit })),
  ],
  type: ({ dispatch }, text) => dispatch({ overlay: 'note-failure', type: 'typed', text }),
};

/** A note of which a part is masked is not edited: nobody would see where. */
export const maskedNoteKeys: OverlayKeys<NoteFailure> = {
  where: 'note',
  bindings: [
    {
      keys: ['u'],
      label: 'reveal',
      help: 'reveal the secrets in the note, so that it can be edited',
      press: ({ dispatch }) => dispatch({ overlay: 'note-failure', type: 'revealed' }),
    },
    { ...keepBinding, press: close },
    closeBinding,
  ],
};

function close({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'note-failure', type: 'closed' });
}

function keep(context: SessionContext, { text, group, held: { known, muted } }: NoteFailure): void {
  close(context);
  if (text.trim() !== '') return markGroup(context, group, { kind: 'known', ...parseNote(text) });
  if (known) unmarkGroup(context, group, muted);
}
