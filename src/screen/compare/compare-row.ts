import type { Difference } from '../../model/compare/run-comparison.ts';
import { pairName } from '../../model/compare/text/difference-path.ts';
import type { RunNode } from '../../model/compare/tree/run-node.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText } from '../../model/text/width.ts';
import { cursorMark, joinPieces, type Paint, type Piece, type Theme } from '../paint/theme.ts';
import type { CompareRow } from './compare-rows.ts';
import { firstSign, indentOf, noiseSign } from './compare-state.ts';
import {
  type CompareColumns,
  columnGap,
  differenceCells,
  farMarks,
  inColumns,
  nodeCell,
  usageCell,
  usualCell,
} from './difference-cells.ts';
import { isRowOf } from './reduce-compare.ts';
import { groupLabel, hasNoise, nodeRowLabel } from './row-label.ts';

export type CompareRowContext = {
  readonly width: number;
  readonly columns: CompareColumns;
  readonly reveal: boolean;
  readonly comparedAt: number;
  readonly isUsualOfA: boolean;
  readonly first: Difference | null;
  readonly theme: Theme;
};

export function compareRowLine(row: CompareRow, hasCursor: boolean, context: CompareRowContext): string {
  const { theme, width, first } = context;
  const sign = first !== null && isRowOf(row, first) ? firstSign : ' ';
  const mark: Piece = { text: hasCursor ? cursorMark : sign, paint: theme.accent };
  return joinPieces([mark, ...rowPieces(row, context)], width);
}

function rowPieces(row: CompareRow, context: CompareRowContext): readonly Piece[] {
  const { theme, width } = context;
  switch (row.type) {
    case 'node':
      return nodePieces(row, context);
    case 'difference':
      return differencePieces(row, context);
    case 'group':
      return groupPieces(row, context);
    case 'usage':
      return usagePieces(row, context);
    case 'line': {
      const paints = { same: undefined, removed: theme.dim, added: theme.warning };
      const pieces = row.line.map(({ text, change }) => ({ text, paint: paints[change] }));
      return [{ text: ' '.repeat(indentOf(row.depth, width) - 1) }, ...pieces];
    }
    case 'note':
      return [{ text: ` ${safeLine(row.text)}`, paint: theme.dim }];
  }
}

type RowOf<Type extends CompareRow['type']> = Extract<CompareRow, { readonly type: Type }>;

function usagePieces({ usage, depth }: RowOf<'usage'>, context: CompareRowContext): readonly Piece[] {
  const { reveal, columns, theme } = context;
  const shown = (text: string) => safeLine(text, { reveal }) || 'none';
  const [farB, farA] = farMarks(usage.usual?.isFar === true, usage.usual?.isOfA === true);
  const cells: Cells = {
    ...{ depth, sign: ' ', foldSign: ' ', label: usage.label, usual: usageCell(usage, columns.usual) },
    ...{ was: shown(usage.was) + farB, is: shown(usage.is) + farA },
  };
  return cellPieces(cells, changedPaints(theme), context);
}

function nodePieces(row: RowOf<'node'>, context: CompareRowContext): readonly Piece[] {
  const { node, isOpen, difference } = row;
  const { theme, columns, comparedAt } = context;
  const { a, b } = node;
  // A loop with more rounds in one run has the numbers of rounds as values.
  const isOfRounds = typeof difference?.is === 'number';
  const cells = {
    depth: row.depth,
    foldSign: foldSign(row),
    sign: nodeSign(row),
    label: safeLine(isOfRounds ? pairName(node) : nodeRowLabel(node, isOpen)),
    was: isOfRounds ? `${String(difference.was)} ×` : nodeCell(node, 'b', comparedAt),
    is: isOfRounds ? `${String(difference.is)} ×` : nodeCell(node, 'a', comparedAt),
    usual: difference && usualCell(difference, columns.usual),
  };
  const paints: Paints = {
    label: node.total === 0 ? theme.dim : difference ? theme.warning : theme.bold,
    was: statusPaint(b, theme),
    is: statusPaint(a, theme),
  };
  return cellPieces(cells, paints, context);
}

function differencePieces(row: RowOf<'difference'>, context: CompareRowContext): readonly Piece[] {
  const { difference, isNoise } = row;
  const { theme, reveal, columns } = context;
  const { place, was, is, usual } = differenceCells(difference, { reveal, columns, isNoise });
  const cells: Cells = {
    ...{ depth: row.depth, foldSign: foldSign(row), sign: isNoise ? noiseSign : signOf(difference) },
    ...{ label: place, was, is, usual },
  };
  const { dim } = theme;
  return cellPieces(cells, isNoise ? { label: dim, was: dim, is: dim } : changedPaints(theme), context);
}

function nodeSign({ node, isAlike }: RowOf<'node'>): string {
  if (!node.b) return '+';
  if (!node.a) return '-';
  return isAlike ? alikeSign(hasNoise(node)) : ' ';
}

function alikeSign(isNoisy: boolean): string {
  return isNoisy ? noiseSign : '=';
}

function groupPieces(row: RowOf<'group'>, context: CompareRowContext): readonly Piece[] {
  const { group, depth } = row;
  const { dim, bold } = context.theme;
  const isAlike = group.kind !== 'differences' && group.nodes.every(({ total }) => total === 0);
  const sign = isAlike ? alikeSign(group.nodes.some(hasNoise)) : '~';
  const cells = { depth, foldSign: foldSign(row), sign, label: safeLine(groupLabel(group)), was: '', is: '' };
  return cellPieces(cells, { label: group.kind === 'alike' ? dim : bold }, context);
}

function foldSign(row: { readonly isFoldable: boolean; readonly isOpen: boolean }): string {
  if (!row.isFoldable) return ' ';
  return row.isOpen ? '▾' : '▸';
}

function signOf({ change, kind }: Difference): string {
  if (change === 'added') return '+';
  if (change === 'removed') return '-';
  return change === 'type' || kind === 'status' || kind === 'error' ? '!' : '~';
}

type Cells = {
  readonly depth: number;
  readonly foldSign: string;
  readonly sign: string;
  readonly label: string;
  readonly was: string;
  readonly is: string;
  readonly usual?: string;
};

type Paints = { readonly label?: Paint; readonly was?: Paint; readonly is?: Paint };

function changedPaints(theme: Theme): Paints {
  return { label: theme.key, was: theme.dim, is: theme.warning };
}

function statusPaint(node: RunNode | undefined, theme: Theme): Paint {
  return node ? text => theme.status(node.status, text) : theme.dim;
}

function cellPieces(
  cells: Cells,
  paints: Paints,
  { columns, width, theme, isUsualOfA }: CompareRowContext,
): readonly Piece[] {
  const indent = indentOf(cells.depth, width) - 1;
  const before = `${' '.repeat(Math.max(0, indent - 1))}${cells.foldSign}${cells.sign} `;
  const start: Piece = { text: before, paint: theme.dim };
  if (cells.was === '' && cells.is === '') return [start, { text: cells.label, paint: paints.label }];
  const room = columns.place - before.length;
  const gap = { text: ' '.repeat(columnGap) };
  const was = { text: fitText(cells.was, columns.was), paint: paints.was };
  const is = { text: fitText(cells.is, columns.is), paint: paints.is };
  const usual = { text: fitText(cells.usual ?? '', columns.usual), paint: theme.dim };
  const label = { text: fitText(cells.label, Math.max(1, room)), paint: paints.label };
  const values = inColumns<Piece>([was, is, usual], columns, isUsualOfA);
  return [start, label, ...values.flatMap(value => [gap, value])];
}
