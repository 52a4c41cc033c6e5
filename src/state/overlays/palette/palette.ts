import { changeLine, type LineAction, type TextLine } from '../text-line.ts';

export type Palette = TextLine & {
  readonly type: 'palette';
  /** The index of the selected row. */
  readonly index: number;
  /** Workflows and agents whose names begin with the text. */
  readonly names: readonly string[];
};

export type PaletteAction = { readonly overlay: 'palette' } & (
  | LineAction
  | { readonly type: 'opened' }
  | { readonly type: 'cursor-moved'; readonly index: number }
  | { readonly type: 'names-arrived'; readonly text: string; readonly names: readonly string[] }
  | { readonly type: 'row-chosen' }
  | { readonly type: 'closed' }
);

export function reducePalette(palette: Palette | undefined, action: PaletteAction): Palette | undefined {
  if (action.type === 'opened') return { type: 'palette', text: '', caret: 0, index: 0, names: [] };
  if (!palette) return undefined;
  switch (action.type) {
    case 'typed':
    case 'edited':
      return { ...palette, ...changeLine(palette, action), index: 0, names: [] };
    case 'cursor-moved':
      return { ...palette, index: action.index };
    case 'names-arrived':
      return action.text === palette.text ? { ...palette, names: action.names } : palette;
    case 'row-chosen':
    case 'closed':
      return undefined;
  }
}
