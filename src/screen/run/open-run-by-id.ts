import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { isSameRun, type Run, type RunSummary } from '../../model/run.ts';
import { readByPart } from '../../operations/find-by-part.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import { createReader, type Reader } from '../shell/jobs.ts';
import { isWide } from '../shell/layout.ts';
import type { ReaderContext, SessionContext } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';

const longestId = 300;

/** Drops quotes and punctuation that are easily copied with an id; `undefined` for several words. */
export function idIn(text: string): string | undefined {
  const word = text.trim().replace(/^["'`([<]+|["'`)\]>,;.]+$/gu, '');
  return word === '' || word.length > longestId || /\s/u.test(word) ? undefined : word;
}

/** The run need not be in the list. */
export function openRunById(context: SessionContext, id: string, show = openRun): void {
  showFound(context, id, show, async (store, read) => {
    const run = await read(id);
    return run ?? noSuchRunText(store.target, id);
  });
}

/** Opens the run of an id that may be a part, or was copied from where it is cut: `run_01M8…FJ`. */
export function openRunByPart(context: SessionContext, part: string): void {
  showFound(context, part, openRun, async (store, read, signal) => {
    try {
      return await readByPart(store, part, read, { now: context.now(), signal });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      if (error.kind === 'not-found') return error.message;
      if (error.kind !== 'usage') throw error;
      const [several] = error.message.split('\n');
      return [several, error.hint].join(' ');
    }
  });
}

type Find = (
  store: RunStore,
  read: (address: string) => Promise<Run | undefined>,
  signal: AbortSignal,
) => Promise<Run | string>;

/** `find` resolves to why there is no run, if there is none. */
function showFound(context: SessionContext, id: string, show: typeof openRun, find: Find): void {
  const { holdForRead, task, store, say, endJump } = context;
  holdForRead(() =>
    task.start({ kind: 'jump', text: `looking for the run ${id}…` }, async signal => {
      const opened = store();
      const read = (address: string) => opened.getRun(address, { include: { lazyPayloads: true }, signal });
      const found = await find(opened, read, signal);
      if (signal.aborted) return;
      if (typeof found !== 'string') return show(context, found);
      endJump();
      say(found, 'error');
    }),
  );
}

export function openRun({ getState, dispatch }: SessionContext, run: Run): void {
  dispatch({ type: 'run-opened', summary: run });
  const index = getState().list.rows.findIndex(row => isSameRun(row, run));
  if (index >= 0) dispatch({ type: 'cursor-moved', index });
}

/** An outage counts as not found: the text becomes a filter, whose list reports the outage. */
export async function findRunById({ store }: SessionContext, id: string): Promise<Run | undefined> {
  try {
    return await store().getRun(id, { include: { lazyPayloads: true } });
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}

/** Opens the run named on the command line; loading does nothing once the store has answered. */
export function createNamedRun(context: ReaderContext, address: string | undefined): Reader {
  let wanted = address;
  const read = async (signal: AbortSignal): Promise<void> => {
    if (wanted === undefined) return;
    const store = context.store();
    const getRun = (id: string) => store.getRun(id, { include: { lazyPayloads: true }, signal });
    const run = await readByPart(store, wanted, getRun, { now: context.now(), signal });
    if (signal.aborted) return;
    wanted = undefined;
    open(context, run);
  };
  const reader = createReader(context, read, error => {
    // The next refresh tries again; the list reports the outage.
    if (error.kind === 'unreachable' || error.kind === 'timeout') return;
    wanted = undefined;
    const text = error.kind === 'not-found' ? error.message : errorText(error);
    context.dispatch({ type: 'noticed', text, tone: 'error' });
  });
  const stop = (): void => {
    wanted = undefined;
    reader.stop();
  };
  return { load: reader.load, stop };
}

function open({ getState, dispatch }: ReaderContext, run: Run): void {
  const { detail, overlay } = getState();
  const isBusy = detail !== undefined || overlay.type !== 'none';
  const text = `run ${run.id} was found: filter by its id to open it`;
  dispatch(isBusy ? { type: 'noticed', text, tone: 'info' } : { type: 'run-opened', summary: run });
}

export function leaveDetail(context: SessionContext): void {
  const { getState, dispatch, run, detail: loader } = context;
  if (!getState().detail?.openedFrom) return backToTable(context);
  dispatch({ type: 'run-left' });
  run(() => loader.refresh(getState().detail?.lacksSteps !== undefined));
}

/** Closes the detail if it covers the table. */
export function backToTable({ getState, dispatch }: SessionContext): void {
  if (getState().screen === 'groups') return;
  if (isWide(getState().size)) return dispatch({ type: 'screen-changed', screen: 'table' });
  dispatch({ type: 'detail-closed' });
}

export function moveToNeighbor(
  { getState, dispatch }: SessionContext,
  run: RunSummary | undefined,
  by: 1 | -1,
): RunSummary | undefined {
  const { list } = getState();
  const at = list.rows.findIndex(row => isSameRun(row, run));
  const index = (at < 0 ? list.cursorIndex : at) + by;
  const neighbor = list.rows[index];
  const text = by > 0 ? 'this is the last run of the list' : 'this is the first run of the list';
  dispatch(neighbor ? { type: 'cursor-moved', index } : { type: 'noticed', text, tone: 'info' });
  return neighbor;
}
