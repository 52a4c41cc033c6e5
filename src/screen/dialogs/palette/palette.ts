import { changeLine, type LineAction, type TextLine } from '../text-line.ts';

export type Palette = TextLine & {
  readonly type: 'palette';
  /** The index of the selected row. */
  readonly index: number;
  /** Workflows and agents whose names begin with the text; absent until the store has said. */
  readonly names?: readonly string[];
};

export type PaletteAction = { readonly overlay: 'palette' } & (
  | LineAction
  | { readonly type: 'opened' }
  | { readonly type: 'cursor-moved'; readonly index: number }
  | { readonly type: 'names-arrived'; readonly names: readonly string[]; readonly index: number }
  | { readonly type: 'row-chosen' }
  | { readonly type: 'closed' }
);

export function reducePalette(palette: Palette | undefined, action: PaletteAction): Palette | undefined {
  if (action.type === 'opened') return { type: 'palette', text: '', caret: 0, index: 0 };
  if (!palette) return undefined;
  switch (action.type) {
    case 'typed':
    case 'edited':
      return { ...palette, ...changeLine(palette, action), index: 0, names: undefined };
    case 'cursor-moved':
      return { ...palette, index: action.index };
    case 'names-arrived':
      return { ...palette, names: action.names, index: action.index };
    case 'row-chosen':
    case 'closed':
      return undefined;
  }
}
