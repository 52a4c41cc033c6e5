import { Box } from 'ink';
import { useKeys } from './bars/use-keys.ts';
import { Dialog } from './dialogs/dialog.tsx';
import type { RowPainter } from './paint/row-painter.ts';
import type { Theme } from './paint/theme.ts';
import {
  ComparePane,
  DetailPane,
  Divider,
  FilterBar,
  GroupsTable,
  Header,
  Hints,
  Notice,
  RunTable,
  TooSmall,
  ViewStrip,
} from './panes.tsx';
import { shownPanes } from './shell/layout.ts';
import type { Session } from './shell/session.ts';
import { useSelected } from './shell/use-selected.ts';

type Props = { readonly session: Session; readonly theme: Theme; readonly painter: RowPainter };

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
