import { actingKeys } from '../acts/acting/acting-keys.ts';
import { runAgainKeys } from '../acts/again/run-again-keys.ts';
import { confirmCancelKeys } from '../acts/questions/confirm-cancel-keys.ts';
import { confirmManyKeys } from '../acts/questions/confirm-many-keys.ts';
import type { OpenOverlay, OverlayOf, OverlayAction } from '../dialogs/overlay.ts';
import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import { filterBarKeys } from '../filter/filter-bar-keys.ts';
import { confirmOwnKeys } from '../own-commands/confirm-own-keys.ts';
import { detailSearchKeys } from '../run/find/detail-search-keys.ts';
import { dialogs } from '../dialog-list.ts';
import { keysOf as dialogKeysOf } from '../dialogs/define-dialog.ts';
import { type BoundKeys, type KeyTable, keyRowsOf } from '../dialogs/dialog-keys.ts';

type OldType = OverlayAction['overlay'];

const oldKeymap: { readonly [Type in OldType]: OverlayKeys<OverlayOf<Type>> } = {
  filter: filterBarKeys,
  search: detailSearchKeys,
  'confirm-cancel': confirmCancelKeys,
  'confirm-many': confirmManyKeys,
  'confirm-own': confirmOwnKeys,
  acting: actingKeys,
  'run-again': runAgainKeys,
};

const isOld = (type: string): type is OldType => Object.hasOwn(oldKeymap, type);

export function keysOf(overlay: OpenOverlay): BoundKeys {
  if (!isOld(overlay.type)) return dialogKeysOf(overlay);
  const { [overlay.type]: usual } = oldKeymap;
  const { bindings, type } = usual as OverlayKeys;
  return {
    type,
    bindings: bindings.map(({ keys, label, reason, press }) => ({
      keys,
      label: () => (typeof label === 'function' ? label(overlay) : label),
      reason: () => reason?.(overlay),
      press: (context, key) => press(context, overlay, key),
    })),
  };
}

export const overlayKeymap: Readonly<Record<string, KeyTable>> = {
  ...oldKeymap,
  ...Object.fromEntries(dialogs.map(({ type, keys }) => [type, keys])),
};

/** The keys of overlays for `?` and the README; keys that several overlays share are listed once. */
export const overlayKeyRows = keyRowsOf([
  ...Object.values(overlayKeymap),
  ...dialogs.flatMap(({ otherKeys }) => otherKeys ?? []),
]);
