import type { TextRun } from '../../model/compare/payload/text-words.ts';

/** A part of a line: of both values, or of one of them. */
export type DetailPiece = { readonly text: string; readonly change: TextRun['change'] };

export type DetailLine = readonly DetailPiece[];
