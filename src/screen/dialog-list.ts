import type { KnownDialog } from './dialogs/define-dialog.ts';
import { noteFailure } from './groups/note-failure.ts';
import { nameView } from './views/name-view.ts';

/** Every dialog, in the order in which `?` lists their keys. */
export const dialogs: readonly KnownDialog[] = [nameView, noteFailure];
