import { filterLines } from '../filter/filter-lines.ts';
import { Line, Lines, Rows } from '../paint/rows.tsx';
import { type ScreenProps, useSelected } from '../shell/use-selected.ts';
import { tooSmallText } from '../shell/window-size.ts';
import { hintsLine, noticeLines } from './bottom-lines.ts';
import { headerLine } from './header-line.ts';
import { viewsLine } from './views-line.ts';

export function Header({ session, theme }: ScreenProps) {
  return <Line text={useSelected(session, state => headerLine(state, theme))} />;
}

/** Changes with every scroll, so it is drawn like the rows. */
export function ViewStrip({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} height={1} lines={() => [viewsLine(session.getState(), theme)]} />;
}

export function FilterBar({ session, theme }: ScreenProps) {
  return <Lines text={useSelected(session, state => filterLines(state, theme).join('\n'))} />;
}

export function Notice({ session, theme }: ScreenProps) {
  return <Lines text={useSelected(session, state => noticeLines(state, theme).join('\n'))} />;
}

/** Change with the run under the cursor, so they are drawn like the rows. */
export function Hints({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} height={1} lines={() => [hintsLine(session.getState(), theme)]} />;
}

export function TooSmall({ session }: Pick<ScreenProps, 'session'>) {
  return <Line text={useSelected(session, tooSmallText)} />;
}
