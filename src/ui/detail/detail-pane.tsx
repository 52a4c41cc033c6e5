import { Rows } from '../rows/rows.tsx';
import type { ScreenProps } from '../use-selected.ts';
import { openRunLines } from './open-run-lines.ts';

/** The open run: its heading, its tabs and what the chosen one holds. */
export function DetailPane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => openRunLines(session.getState(), size, theme)} />;
}

/** The line between the table and the detail beside it. */
export function Divider({ theme, painter }: Omit<ScreenProps, 'session'>) {
  const bar = theme.dim('│');
  return (
    <Rows painter={painter} width={1} lines={({ height }) => Array.from({ length: height }, () => bar)} />
  );
}
