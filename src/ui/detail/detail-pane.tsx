import type { RowPainter } from '../rows/row-painter.ts';
import { Rows } from '../rows/rows.tsx';
import type { Theme } from '../theme.ts';
import type { RowsProps } from '../use-selected.ts';
import { openRunLines } from './open-run-lines.ts';

/** The open run: its heading, its tabs and what the chosen one holds. */
export function DetailPane({ session, theme, painter }: RowsProps) {
  return <Rows painter={painter} lines={size => openRunLines(session.getState(), size, theme)} />;
}

/** The line between the table and the detail beside it. */
export function Divider({ theme, painter }: { readonly theme: Theme; readonly painter: RowPainter }) {
  const bar = theme.dim('│');
  return (
    <Rows painter={painter} width={1} lines={({ height }) => Array.from({ length: height }, () => bar)} />
  );
}
