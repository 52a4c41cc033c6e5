import type { Size } from '../session/window-size.ts';
import {
  type ConfirmCancel,
  type ConfirmCancelFact,
  reduceConfirmCancel,
} from './confirm-cancel/confirm-cancel.ts';
import {
  type DetailSearch,
  type DetailSearchFact,
  reduceDetailSearch,
} from './detail-search/detail-search.ts';
import { type FilterBar, type FilterBarFact, reduceFilterBar } from './filter-bar/filter-bar.ts';
import { type Help, type HelpFact, reduceHelp } from './help/help.ts';
import { type Menu, type MenuFact, reduceMenu } from './menu/menu.ts';
import { type NameView, type NameViewFact, reduceNameView } from './name-view/name-view.ts';
import { type Outcomes, type OutcomesFact, reduceOutcomes } from './outcomes/outcomes.ts';
import { type Palette, type PaletteFact, reducePalette } from './palette/palette.ts';

/** What lies over the screen and has the keys. */
export type OpenOverlay =
  | FilterBar
  | DetailSearch
  | Menu
  | ConfirmCancel
  | Outcomes
  | Help
  | Palette
  | NameView;

export type Overlay = OpenOverlay | { readonly type: 'none' };

export type OverlayOf<Type extends Overlay['type']> = Extract<Overlay, { readonly type: Type }>;

/** What happened to an overlay: `overlay` says to which one. */
export type OverlayFact =
  | FilterBarFact
  | DetailSearchFact
  | MenuFact
  | ConfirmCancelFact
  | OutcomesFact
  | HelpFact
  | PaletteFact
  | NameViewFact;

export const noOverlay: Overlay = { type: 'none' };

/**
 * The overlay after a fact. One that is opened replaces another; facts about one that is not open do nothing.
 */
export function reduceOverlay(overlay: Overlay, fact: OverlayFact, size: Size): Overlay {
  if (fact.type !== 'opened' && overlay.type !== fact.overlay) return overlay;
  return reduceOpen(overlay, fact, size) ?? noOverlay;
}

function reduceOpen(overlay: Overlay, fact: OverlayFact, size: Size): Overlay | undefined {
  switch (fact.overlay) {
    case 'filter':
      return reduceFilterBar(only(overlay, 'filter'), fact);
    case 'search':
      return reduceDetailSearch(only(overlay, 'search'), fact);
    case 'menu':
      return reduceMenu(only(overlay, 'menu'), fact);
    case 'confirm-cancel':
      return reduceConfirmCancel(only(overlay, 'confirm-cancel'), fact);
    case 'outcomes':
      return reduceOutcomes(only(overlay, 'outcomes'), fact, size);
    case 'help':
      return reduceHelp(only(overlay, 'help'), fact, size);
    case 'palette':
      return reducePalette(only(overlay, 'palette'), fact);
    case 'name-view':
      return reduceNameView(only(overlay, 'name-view'), fact);
  }
}

function only<Type extends Overlay['type']>(overlay: Overlay, type: Type): OverlayOf<Type> | undefined {
  return isOf(overlay, type) ? overlay : undefined;
}

function isOf<Type extends Overlay['type']>(overlay: Overlay, type: Type): overlay is OverlayOf<Type> {
  return overlay.type === type;
}
