import { changeLine, type LineFact, type TextLine } from '../text-line.ts';

/** Finds a command by its words. */
export type Palette = TextLine & {
  readonly type: 'palette';
  /** The index of the chosen command among those that match the text. */
  readonly index: number;
};

export type PaletteFact = { readonly overlay: 'palette' } & (
  | LineFact
  | { readonly type: 'opened' }
  | { readonly type: 'cursor-moved'; readonly index: number }
  | { readonly type: 'command-chosen' }
  | { readonly type: 'closed' }
);

export function reducePalette(palette: Palette | undefined, fact: PaletteFact): Palette | undefined {
  if (fact.type === 'opened') return { type: 'palette', text: '', caret: 0, index: 0 };
  if (!palette) return undefined;
  switch (fact.type) {
    case 'typed':
    case 'edited':
      return { ...palette, ...changeLine(palette, fact), index: 0 };
    case 'cursor-moved':
      return { ...palette, index: fact.index };
    case 'command-chosen':
    case 'closed':
      return undefined;
  }
}
