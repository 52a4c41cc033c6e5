import { Box } from 'ink';
import { shownPanes } from '../state/session/layout.ts';
import type { Session } from '../state/session/session.ts';
import { FilterBar, Header, Hints, Notice, ViewStrip } from './bars/bars.tsx';
import { ComparePane } from './compare/compare-pane.tsx';
import { DetailPane, Divider } from './detail/detail-pane.tsx';
import { Dialog } from './dialogs/dialog.tsx';
import { GroupsTable } from './failures/groups-table.tsx';
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

/** The whole screen. `early-frame.ts` builds the same lines before Ink is loaded; a test compares the two. */
export function App({ session, theme, painter }: Props) {
  useKeys(session);
  const { columns, rows } = useSelected(session, state => state.size);
  const panes = useSelected(session, shownPanes);
  const screen = { session, theme, painter };
  const hasList = panes !== 'detail' && panes !== 'compare';
  if (panes === 'too-small') return <TooSmall {...screen} />;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header {...screen} />
      {hasList && <ViewStrip {...screen} />}
      {hasList && <FilterBar {...screen} />}
      <Box flexGrow={1}>
        {panes === 'compare' && <ComparePane {...screen} />}
        {panes === 'groups' && <GroupsTable {...screen} />}
        {(panes === 'table' || panes === 'both') && <RunTable {...screen} />}
        {panes === 'both' && <Divider {...screen} />}
        {(panes === 'detail' || panes === 'both') && <DetailPane {...screen} />}
      </Box>
      <Notice {...screen} />
      <Hints {...screen} />
      <Dialog {...screen} />
    </Box>
  );
}
