import { Rows } from '../paint/rows.tsx';
import type { ScreenProps } from '../shell/use-selected.ts';
import { openRunLines } from './detail-lines.ts';

export function DetailPane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => openRunLines(session.getState(), size, theme)} />;
}

export function Divider({ theme, painter }: Omit<ScreenProps, 'session'>) {
  const bar = theme.dim('│');
  return (
    <Rows painter={painter} width={1} lines={({ height }) => Array.from({ length: height }, () => bar)} />
  );
}
