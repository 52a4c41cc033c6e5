import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { addTerm, formatTerm } from '../../model/query/values/add-term.ts';
import { hasSeveralValues } from '../../model/query/values/value-fields.ts';
import { toTerm } from '../../model/query/values/value-term.ts';
import { backToTable } from '../run/open-run-by-id.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/state.ts';
import { changeCriteria, filterStep } from '../table/list-actions.ts';
import type { ValueAt } from './focused-value.ts';

export type FilterAct = 'filter' | 'exclude';

/** Says why if no filter can find the runs. Returns whether the filter changed. */
export function filterByValue(context: SessionContext, at: ValueAt, act: FilterAct): boolean {
  const { getState, say } = context;
  const added = addToFilter(context, at, act);
  if ('reason' in added) {
    say(added.reason);
    return false;
  }
  const step = filterStep(getState(), added.filter);
  if (getState().screen === 'detail') backToTable(context);
  changeCriteria(context, { filterText: added.filter }, { step });
  return true;
}

function addToFilter({ getState, now }: SessionContext, at: ValueAt, act: FilterAct) {
  const { list, detail, screen } = getState();
  if (at.reason !== undefined || at.field === undefined) return { reason: at.reason ?? 'there is no value' };
  const reveal = screen === 'detail' && detail?.look.reveal === true;
  const term = toTerm(at.field, at.value, { now: now(), reveal });
  if ('reason' in term) return term;
  const isNegated = term.isNegated !== (act === 'exclude');
  const isOneOfSeveral = at.isOneOfSeveral ?? hasSeveralValues(at.field);
  const added = { bodies: term.bodies, isNegated, isOneOfSeveral };
  if (leavesNothing(list.view.filter, added))
    return { reason: `the view ${list.view.label} has only these: ${keyOf('view')} chooses another` };
  return addTerm(list.filterText, added);
}

function leavesNothing(view: string, added: Parameters<typeof addTerm>[1]): boolean {
  if (!added.isNegated || view === '') return false;
  const { clauses } = parseQuery(view);
  const only = clauses.find(clause => !clause.negated);
  return only !== undefined && formatTerm({ ...added, isNegated: false }) === view;
}

/** Removes the last value from the filter, if the filter has not changed since. Returns whether it did. */
export function takeBackValue(context: SessionContext): boolean {
  const { list } = context.getState();
  const at = list.steps.findLastIndex(({ after }) => after === list.filterText);
  const step = list.steps[at];
  if (!step) return false;
  changeCriteria(context, { filterText: step.before }, { steps: list.steps.slice(0, at) });
  return true;
}
