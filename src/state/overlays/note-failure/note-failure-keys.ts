import { parseNote } from '../../../model/failure/memory/parse-note.ts';
import { markGroup, unmarkGroup } from '../../failures/memory/mark-group.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import { lineBindings } from '../text-line-keys.ts';
import type { NoteFailure } from './note-failure.ts';

export const noteFailureKeys: OverlayKeys<NoteFailure> = {
  where: 'note',
  bindings: [
    { keys: ['enter'], label: 'keep', help: 'keep the note; an empty one removes it', press: keep },
    { keys: ['escape'], label: 'close', help: 'close and change nothing', press: close },
    ...lineBindings(({ dispatch }, edit) => dispatch({ overlay: 'note-failure', type: 'edited', edit })),
  ],
  type: ({ dispatch }, text) => dispatch({ overlay: 'note-failure', type: 'typed', text }),
};

function close({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'note-failure', type: 'closed' });
}

function keep(context: SessionContext, { text, group, held: { known, muted } }: NoteFailure): void {
  close(context);
  if (text.trim() !== '') return markGroup(context, group, { kind: 'known', ...parseNote(text) });
  if (known) unmarkGroup(context, group, muted);
}
