import type { MenuItem, ValueChoices } from '../dialogs/menu.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { cursorRun } from '../table/reduce-list.ts';
import { filterByValue } from './filter-by-value.ts';
import { focusedValue } from './focused-value.ts';
import { type RowValue, rowValues } from './row-values.ts';
import type { ValueAt } from './value-at.ts';

export type ValueAct = ValueChoices['act'];

/** Acts on the value under the cursor: in the detail at once, in the table after a choice of the column. */
export function actOnValue(act: ValueAct) {
  return (context: SessionContext): void => {
    const { screen, detail } = context.getState();
    if (screen === 'detail' && detail) actOn(context, focusedValue(detail, context.now()), act);
    else openValueMenu(context, act);
  };
}

const titles: Readonly<Record<ValueAct, string>> = {
  filter: 'Filter by a value of this run',
  exclude: 'Exclude a value of this run',
  count: 'Count the values of',
};

/** The values of the run under the cursor; the cursor is on the one of the field that was used last. */
function openValueMenu({ getState, dispatch, now }: SessionContext, act: ValueAct): void {
  const { list, look } = getState();
  const run = cursorRun(list);
  if (!run) return;
  const values = onesFor(act, rowValues(run, look.columns, now()));
  const last = values.findIndex(({ name }) => name === list.lastField);
  dispatch({
    overlay: 'menu',
    type: 'opened',
    purpose: 'value',
    title: titles[act],
    items: values.map(toItem),
    chosen: String(Math.max(0, last)),
    choices: { act, values },
  });
}

/** Each field is counted once, also one of which the run has several values. */
function onesFor(act: ValueAct, values: readonly RowValue[]): readonly RowValue[] {
  if (act !== 'count') return values;
  return values.filter(
    ({ name, field }, at) => field !== undefined && values.findIndex(one => one.name === name) === at,
  );
}

const nameColumns = 9;

function toItem({ name, value = '–', reason }: RowValue, at: number): MenuItem {
  const label = `${name.padEnd(nameColumns)} ${value}`;
  return reason === undefined ? { id: String(at), label } : { id: String(at), label, hint: reason };
}

/** Does with a value of the menu what the menu was opened for, or what the key says. */
export function chooseValue(
  context: SessionContext,
  { act, values }: ValueChoices,
  index: number,
  other: ValueAct = act,
): void {
  const value = values[index];
  if (!value) return;
  context.dispatch({ type: 'value-field-used', field: value.name });
  // A field that is counted is shown from its top, a value of the detail where it is.
  const { value: _, ...field } = value;
  actOn(context, other === 'count' ? field : value, other);
}

function actOn(context: SessionContext, at: ValueAt, act: ValueAct): void {
  if (act !== 'count') return void filterByValue(context, at, act);
  if (at.field === undefined) {
    const text = at.reason ?? `there is nothing to count: ${keyOf('frequency')} counts the values of a field`;
    return context.dispatch({ type: 'noticed', text, tone: 'info' });
  }
  openFrequency(context, at);
}

function openFrequency({ dispatch }: SessionContext, { field, value }: ValueAt): void {
  const at = value === undefined ? undefined : { value };
  if (field !== undefined) dispatch({ overlay: 'frequency', type: 'opened', field, at });
}
