import { actingKeys } from '../overlays/acting/acting-keys.ts';
import { confirmCancelKeys } from '../overlays/confirm-cancel/confirm-cancel-keys.ts';
import { confirmManyKeys } from '../overlays/confirm-many/confirm-many-keys.ts';
import { confirmOwnKeys } from '../overlays/confirm-own/confirm-own-keys.ts';
import { detailSearchKeys } from '../overlays/detail-search/detail-search-keys.ts';
import { filterBarKeys } from '../overlays/filter-bar/filter-bar-keys.ts';
import { frequencyKeys } from '../overlays/frequency/frequency-keys.ts';
import { helpKeys, helpSearchKeys } from '../overlays/help/help-keys.ts';
import { inputFaultKeys } from '../overlays/input-fault/input-fault-keys.ts';
import { menuKeys } from '../overlays/menu/menu-keys.ts';
import { nameViewKeys } from '../overlays/name-view/name-view-keys.ts';
import { maskedNoteKeys, noteFailureKeys } from '../overlays/note-failure/note-failure-keys.ts';
import type { OpenOverlay, OverlayOf } from '../overlays/overlay.ts';
import type { OverlayKeys } from '../overlays/overlay-binding.ts';
import { paletteKeys } from '../overlays/palette/palette-keys.ts';
import { runAgainKeys } from '../overlays/run-again/run-again-keys.ts';
import { sharedCausesKeys } from '../overlays/shared-causes/shared-causes-keys.ts';
import type { Key } from './key.ts';

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
