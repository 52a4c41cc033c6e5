import { Box } from 'ink';
import { shownPanes } from '../state/session/layout.ts';
import type { Session } from '../state/session/session.ts';
import { FilterBar, Header, Hints, Notice, ViewStrip } from './bars/bars.tsx';
import { DetailPane, Divider } from './detail/detail-pane.tsx';
import { Dialog } from './dialogs/dialog.tsx';
import type { RowPainter } from './rows/row-painter.ts';
import { RunTable } from './table/run-table.tsx';
import type { Theme } from './theme.ts';
import { TooSmall } from './too-small.tsx';
import { useKeys } from './use-keys.ts';
import { useSelected } from './use-selected.ts';

type Props = {
  readonly session: Session;
  readonly theme: Theme;
  readonly painter: RowPainter;
};

/** The whole screen. */
export function App({ session, theme, painter }: Props) {
  useKeys(session);
  const { columns, rows } = useSelected(session, state => state.size);
  const panes = useSelected(session, shownPanes);
  const part = { session, theme };
  const withRows = { ...part, painter };
  if (panes === 'too-small') return <TooSmall {...part} />;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header {...part} />
      {panes !== 'detail' && <ViewStrip {...withRows} />}
      {panes !== 'detail' && <FilterBar {...part} />}
      <Box flexGrow={1}>
        {panes !== 'detail' && <RunTable {...withRows} />}
        {panes === 'both' && <Divider theme={theme} painter={painter} />}
        {panes !== 'table' && <DetailPane {...withRows} />}
      </Box>
      <Notice {...part} />
      <Hints {...part} />
      <Dialog {...withRows} />
    </Box>
  );
}
