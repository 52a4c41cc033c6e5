import { changeLine, type LineAction, type TextLine } from '../text-line.ts';

export type Palette = TextLine & {
  readonly type: 'palette';
  /** The index of the selected row. */
  readonly index: number;
};

export type PaletteAction = { readonly overlay: 'palette' } & (
  | LineAction
  | { readonly type: 'opened' }
  | { readonly type: 'cursor-moved'; readonly index: number }
  | { readonly type: 'command-chosen' }
  | { readonly type: 'closed' }
);

export function reducePalette(palette: Palette | undefined, action: PaletteAction): Palette | undefined {
  if (action.type === 'opened') return { type: 'palette', text: '', caret: 0, index: 0 };
  if (!palette) return undefined;
  switch (action.type) {
    case 'typed':
    case 'edited':
      return { ...palette, ...changeLine(palette, action), index: 0 };
    case 'cursor-moved':
      return { ...palette, index: action.index };
    case 'command-chosen':
    case 'closed':
      return undefined;
  }
}
