import { actingKeys } from '../acts/acting/acting-keys.ts';
import { inputFaultKeys } from '../acts/again/input-fault-keys.ts';
import { runAgainKeys } from '../acts/again/run-again-keys.ts';
import { confirmCancelKeys } from '../acts/questions/confirm-cancel-keys.ts';
import { confirmManyKeys } from '../acts/questions/confirm-many-keys.ts';
import { helpKeys, helpSearchKeys } from '../dialogs/help/help-keys.ts';
import { menuKeys } from '../dialogs/menu-keys.ts';
import type { OpenOverlay, OverlayOf } from '../dialogs/overlay.ts';
import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import { paletteKeys } from '../dialogs/palette/palette-keys.ts';
import { filterBarKeys } from '../filter/filter-bar-keys.ts';
import { frequencyKeys } from '../frequency/frequency-keys.ts';
import { maskedNoteKeys, noteFailureKeys } from '../groups/note-failure-keys.ts';
import { confirmOwnKeys } from '../own-commands/confirm-own-keys.ts';
import { detailSearchKeys } from '../run/find/detail-search-keys.ts';
import type { Key } from '../shell/key.ts';
import { nameViewKeys } from '../views/name-view-keys.ts';
import { sharedCausesKeys } from '../why/shared-causes-keys.ts';

export const overlayKeymap: { readonly [Type in OpenOverlay['type']]: OverlayKeys<OverlayOf<Type>> } = {
  filter: filterBarKeys,
  search: detailSearchKeys,
  menu: menuKeys,
  'confirm-cancel': confirmCancelKeys,
  'confirm-many': confirmManyKeys,
  'confirm-own': confirmOwnKeys,
  acting: actingKeys,
  'run-again': runAgainKeys,
  'input-fault': inputFaultKeys,
  frequency: frequencyKeys,
  help: helpKeys,
  palette: paletteKeys,
  'name-view': nameViewKeys,
  'note-failure': noteFailureKeys,
  'shared-causes': sharedCausesKeys,
};

export function keysOf(overlay: OpenOverlay): OverlayKeys {
  const { [overlay.type]: usual } = overlayKeymap;
  const isTyping = overlay.type === 'help' && overlay.search?.isTyping;
  const isMasked = overlay.type === 'note-failure' && overlay.isMasked;
  return (isTyping ? helpSearchKeys : isMasked ? maskedNoteKeys : usual) as OverlayKeys;
}

export type KeyRow = { readonly keys: readonly Key[]; readonly where: string; readonly help: string };

/** The keys of overlays for `?` and the README; keys that several overlays share are listed once. */
export const overlayKeyRows: readonly KeyRow[] = (() => {
  const rows = [...Object.values(overlayKeymap), helpSearchKeys, maskedNoteKeys].flatMap(
    ({ where, bindings }): readonly KeyRow[] =>
      bindings.map(binding => ({ keys: binding.keys, where: binding.where ?? where, help: binding.help })),
  );
  return [...new Map(rows.map(row => [`${row.where} ${row.keys.join(' ')}`, row])).values()];
})();
