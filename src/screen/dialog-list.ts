import { actingDialog } from './acts/acting/acting-dialog.ts';
import { actsMenu } from './acts/acts-dialog.ts';
import { actQuestion } from './acts/ask-to-act.ts';
import { inputFault } from './acts/edit-input.ts';
import { verbInput, verbMenu, verbQuestion } from './acts/verb-menu.ts';
import { copyMenu } from './copy/copy-commands.ts';
import { bindDialogs, type KnownDialog } from './dialogs/define-dialog.ts';
import { choiceMenu } from './dialogs/menu.ts';
import { filterBar } from './filter/edit-filter.ts';
import { frequencyDialog } from './frequency/frequency-dialog.ts';
import { valueMenu } from './frequency/value-menu.ts';
import { noteFailure } from './groups/mark-group.ts';
import { help } from './help/help.ts';
import { palette } from './help/palette.ts';
import { confirmOwn } from './own-commands/own-commands.ts';
import { detailSearch } from './run/find-commands.ts';
import { columnsMenu } from './table/table-menus.ts';
import { targetMenu } from './targets/target-menu.ts';
import { nameView, viewMenu } from './views/view-menu.ts';
import { sharedDialog } from './why/shared-dialog.ts';

/** All dialogs, in the order in which `?` lists their keys. */
export const dialogs: readonly KnownDialog[] = [
  filterBar,
  detailSearch,
  columnsMenu,
  valueMenu,
  viewMenu,
  copyMenu,
  targetMenu,
  choiceMenu,
  actQuestion,
  confirmOwn,
  actingDialog,
  actsMenu,
  inputFault,
  verbMenu,
  verbInput,
  verbQuestion,
  frequencyDialog,
  help,
  palette,
  nameView,
  noteFailure,
  sharedDialog,
];

bindDialogs(dialogs);
