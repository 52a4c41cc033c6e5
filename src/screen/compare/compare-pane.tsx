import { Rows } from '../paint/rows.tsx';
import type { ScreenProps } from '../shell/use-selected.ts';
import { compareLines } from './compare-lines.ts';

export function ComparePane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => compareLines(session.getState(), size, theme)} />;
}
