import { Rows } from '../rows/rows.tsx';
import type { ScreenProps } from '../use-selected.ts';
import { compareLines } from './compare-lines.ts';

export function ComparePane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => compareLines(session.getState(), size, theme)} />;
}
