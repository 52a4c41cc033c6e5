import { Box } from 'ink';
import { FilterBar, Header, Hints, Notice, TooSmall, ViewStrip } from './bars/bars.tsx';
import { useKeys } from './bars/use-keys.ts';
import { ComparePane } from './compare/compare-pane.tsx';
import { Dialog } from './dialogs/dialog.tsx';
import { GroupsTable } from './groups/groups-table.tsx';
import type { RowPainter } from './paint/row-painter.ts';
import type { Theme } from './paint/theme.ts';
import { DetailPane, Divider } from './run/detail-pane.tsx';
import { shownPanes } from './shell/layout.ts';
import type { Session } from './shell/session.ts';
import { useSelected } from './shell/use-selected.ts';
import { RunTable } from './table/run-table.tsx';

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
