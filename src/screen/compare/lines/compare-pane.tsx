import type { ScreenProps } from '../../bars/use-selected.ts';
import { Rows } from '../../paint/rows.tsx';
import { compareLines } from './compare-lines.ts';

export function ComparePane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => compareLines(session.getState(), size, theme)} />;
}
