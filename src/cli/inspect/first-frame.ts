import { inTime } from '../../async/deadline.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { OwnCommand } from '../../model/own-command/own-command.ts';
import type { Run } from '../../model/run.ts';
import { createState, reduce } from '../../screen/reduce.ts';
import type { Remembered } from '../../screen/shell/remembered.ts';
import type { State } from '../../screen/shell/state.ts';
import { firstPageRows } from '../../screen/table/list-reading.ts';
import { toQuery } from '../../screen/table/list-state.ts';
import { readShownCounts } from '../../screen/views/view-counts.ts';
import type { TerminalSize } from '../../terminal/painter/painter.ts';

type Request = {
  readonly store: RunStore;
  readonly size: TerminalSize;
  readonly now: number;
  readonly filter?: string;
  readonly remembered?: Remembered;
  readonly ownCommands?: readonly OwnCommand[];
  readonly isNotifying?: boolean;
  readonly hasTour?: boolean;
};

/** What arrives later is added to the frame that is on the screen by then. */
const soon = { ms: 40 };

/** Has the newest runs that match, unless the store is remote or slow. */
export async function readFirstState(request: Request): Promise<State> {
  const { store, filter, ...start } = request;
  const { target, can } = store;
  const state = createState({ ...start, target, can, filterText: filter });
  if (store.target.isRemote) return state;
  return (await inTime(soon, signal => readState(request, state, signal))) ?? state;
}

async function readState({ store, size, now }: Request, state: State, signal: AbortSignal): Promise<State> {
  const { sort } = state.list;
  const query = toQuery(state.list);
  try {
    const [page, counts] = await Promise.all([
      store.listRuns(query, { sort, limit: Math.max(size.rows, firstPageRows), now, signal }),
      readShownCounts(store, { signal, now }),
    ]);
    return reduce(reduce(state, { type: 'page-loaded', kind: 'first', page }), {
      type: 'counts-loaded',
      counts,
    });
  } catch (error) {
    if (!(error instanceof InspectorError) || error.kind === 'unreadable') throw error;
    return reduce(state, { type: 'load-failed', error, retryAt: now });
  }
}

/** The run to open in the first frame; `undefined` if it is late. Rejects when it does not exist. */
export async function readNamedRun(store: RunStore, id: string, now: number): Promise<Run | undefined> {
  if (store.target.isRemote) return undefined;
  const { readByPart } = await import('../../operations/find-by-part.ts');
  return inTime(soon, signal => {
    const read = (address: string) => store.getRun(address, { include: { lazyPayloads: true }, signal });
    return readByPart(store, id, read, { now, signal });
  });
}
