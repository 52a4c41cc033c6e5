import { InspectorError } from '../model/errors.ts';
import { reduce } from '../state/reduce.ts';
import { createState, type State } from '../state/state.ts';
import { toQuery } from '../state/views.ts';
import type { RunStore } from '../stores/store.ts';
import type { Terminal } from '../terminal/device.ts';

type Question = {
  readonly store: RunStore;
  readonly terminal: Terminal;
  readonly now: number;
  readonly filter?: string;
};

/** The state of the first frame: the newest runs that match, as many as the screen shows and a few more. */
export async function readFirstState({ store, terminal, now, filter }: Question): Promise<State> {
  const { target, can } = store;
  const state = createState({ size: terminal.size, now, target, can, filterText: filter });
  const { view, filterText, kind, sort } = state.list;
  const query = toQuery(view, filterText, kind);
  try {
    const [page, counts] = await Promise.all([
      store.listRuns(query, { sort, limit: terminal.size.rows, now }),
      store.counts(),
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
