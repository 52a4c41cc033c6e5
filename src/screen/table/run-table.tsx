import { Rows } from '../paint/rows.tsx';
import { tableSize } from '../shell/layout.ts';
import { type ScreenProps, useSelected } from '../shell/use-selected.ts';
import { tableLines } from './table-lines.ts';

export function RunTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  return <Rows painter={painter} width={width} lines={size => tableLines(session.getState(), size, theme)} />;
}
