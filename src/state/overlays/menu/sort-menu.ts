import { newestFirst, type Sort, type SortField } from '../../../contract/run-store.ts';
import { changeCriteria } from '../../list/change-criteria.ts';
import type { SessionContext } from '../../session/session-context.ts';

const sortLabels: Readonly<Record<SortField, string>> = {
  created: 'Newest first',
  started: 'Started last',
  finished: 'Finished last',
  duration: 'Longest',
  cost: 'Most expensive',
  messages: 'Most messages',
  steps: 'Most steps',
  name: 'Name, A to Z',
};

export function openSortMenu({ getState, dispatch }: SessionContext): void {
  const { store, list } = getState();
  const items = store.can.sorts.map(field => ({ id: field, label: sortLabels[field] }));
  const chosen = list.sort.field;
  dispatch({ overlay: 'menu', type: 'opened', purpose: 'sort', title: 'Order', items, chosen });
}

export function chooseSort(context: SessionContext, id: string): void {
  const field = context.getState().store.can.sorts.find(one => one === id);
  if (!field) return;
  const sort: Sort = field === 'created' ? newestFirst : { field, descending: field !== 'name' };
  changeCriteria(context, { sort });
}
