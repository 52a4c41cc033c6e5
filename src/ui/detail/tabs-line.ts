import { displayWidth } from '../../model/text/width.ts';
import type { DetailState, DetailTab } from '../../state/detail/detail.ts';
import type { Theme } from '../theme.ts';
import { joinPieces, type Piece } from './pieces.ts';

const titles: Readonly<Record<DetailTab, string>> = {
  overview: '1 Overview',
  metadata: '2 Metadata',
  trace: '3 Trace',
};

/** The tabs, and at the right end what can be switched here. */
export function tabsLine(detail: DetailState, width: number, theme: Theme): string {
  const tabs = (Object.keys(titles) as DetailTab[]).flatMap((tab): readonly Piece[] =>
    tab === detail.tab
      ? [{ text: `[${titles[tab]}]`, paint: theme.accent }, { text: '  ' }]
      : [{ text: titles[tab], paint: theme.dim }, { text: '  ' }],
  );
  const left = [{ text: ' ' }, ...tabs];
  const right = formatSwitch(detail, theme);
  const room = width - widthOf(left) - widthOf(right) - 1;
  return joinPieces(room < 0 ? left : [...left, { text: ' '.repeat(room) }, ...right], width);
}

/** The format in force in capitals, so that it is told without colour. */
function formatSwitch({ look }: DetailState, theme: Theme): readonly Piece[] {
  const isJson = look.format === 'json';
  return [
    { text: isJson ? 'JSON' : 'json', paint: isJson ? theme.accent : theme.dim },
    { text: '  ' },
    { text: isJson ? 'yaml' : 'YAML', paint: isJson ? theme.dim : theme.accent },
  ];
}

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + displayWidth(text), 0);
}
