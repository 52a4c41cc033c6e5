import { untilAborted } from '../../async/deadline.ts';
import { runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import type { DialogBinding, Running } from '../dialogs/define-dialog.ts';
import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import { unlessAway } from '../shell/jobs.ts';
import { type Command, keyOf, keyPlace, nameCommands } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/state.ts';
import { noRunReason, unlessMarked } from '../table/picked-run.ts';
import { cursorRun } from '../table/reduce-list.ts';
import { filterByValue } from './filter-by-value.ts';
import { focusedValue, payloadFields, type RowValue, rowValues, type ValueAt } from './focused-value.ts';
import { createFrequency } from './frequency.ts';
import { frequencyDialog } from './frequency-dialog.ts';

type ValueAct = 'filter' | 'exclude' | 'count';

type ValueMenu = Menu<'value-menu'> & {
  readonly act: ValueAct;
  readonly values: readonly RowValue[];
  readonly of: string;
};

export const valueMenu = defineMenu<ValueMenu>({
  type: 'value-menu',
  isWide: true,
  label: ({ act }) => act,
  keys: [
    valueBinding('=', 'filter', 'list the runs with this value, too'),
    valueBinding('-', 'exclude', 'exclude the runs with this value'),
    valueBinding('F', 'count', 'how often each value occurs'),
  ],
  choose: (menu, id, context) => () => chooseValue(context, menu, Number(id)),
  work: addInput,
});

function valueBinding(key: string, act: ValueAct, help: string): DialogBinding<ValueMenu> {
  return {
    keys: [key],
    // Enter does what the menu was opened for.
    label: menu => (menu.act === act ? undefined : act),
    help,
    where: 'value menu',
    press: (menu, context) => () => chooseValue(context, menu, menu.index, act),
  };
}

function actOnValue(act: ValueAct) {
  return (context: SessionContext): void => {
    const { screen, detail } = context.getState();
    if (screen === 'detail' && detail) actOn(context, focusedValue(detail, context.now()), act);
    else openValueMenu(context, act);
  };
}

const titles: Readonly<Record<ValueAct, string>> = {
  filter: 'Filter by a value of this run',
  exclude: 'Exclude a value of this run',
  count: 'Count the values of which field?',
};

function openValueMenu(context: SessionContext, act: ValueAct): void {
  const { list, look } = context.getState();
  const run = cursorRun(list);
  if (!run) return;
  const values = valuesFor(act, rowValues(run, look.columns, context.now()));
  const last = values.findIndex(({ name }) => name === list.lastField);
  const items = toItems(values);
  const index = itemIndex(items, String(last));
  const title = act === 'count' ? `${titles.count}${readingInput}` : titles[act];
  valueMenu.open(context, { type: 'value-menu', title, items, index, act, values, of: runAddress(run) });
}

/** To count, each field is listed once, though a run may have several values; ids are left out. */
function valuesFor(act: ValueAct, values: readonly RowValue[]): readonly RowValue[] {
  if (act !== 'count') return values;
  return values.filter(
    ({ name, field }, at) =>
      field !== undefined && field !== 'id' && values.findIndex(one => one.name === name) === at,
  );
}

const readingInput = ' · reading the input…';
const unreadInput = ' · the input could not be read';

/** Adds the fields of the input once it is read: a row of the table has no payload. */
function addInput(context: SessionContext, { opened, signal, update }: Running<ValueMenu>): undefined {
  const { act, of } = opened;
  if (act !== 'count') return;
  context.run(async () => {
    const options = { include: { lazyPayloads: true }, signal };
    const read = () => untilAborted(context.store().getRun(of, options), signal);
    const run = await unlessAway(read, signal);
    update(menu => {
      const values = [...menu.values, ...payloadFields('input', run?.input)];
      const title = `${titles[act]}${run ? '' : unreadInput}`;
      return { ...menu, title, values, items: toItems(values) };
    });
  });
}

const leastNameColumns = 9;
const mostNameColumns = 32;

function toItems(values: readonly RowValue[]): readonly MenuItem[] {
  const names = values.map(({ name }) => safeLine(name));
  const longest = names.reduce((most, name) => Math.max(most, displayWidth(name)), leastNameColumns);
  const width = Math.min(mostNameColumns, longest);
  return values.map(({ value = '–', reason }, at) => {
    const name = names[at] ?? '';
    const label = `${displayWidth(name) > width ? name : fitText(name, width)} ${value}`;
    return { id: String(at), label, hint: reason };
  });
}

function chooseValue(
  context: SessionContext,
  { act, values }: Pick<ValueMenu, 'act' | 'values'>,
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
  const { field, value, reason } = at;
  if (field === 'id') return context.say('each run has an id of its own: there is nothing to count');
  if (field !== undefined)
    return frequencyDialog.open(context, createFrequency(field, value === undefined ? undefined : { value }));
  context.say(reason ?? `there is nothing to count: ${keyOf('frequency')} counts the values of a field`);
}

const ofValue = nameCommands({
  where: ['table', 'detail'],
  group: 'Find',
  waits: true,
  disabled: noRunReason,
});

export const frequencyCommands: readonly Command[] = [
  {
    ...ofValue('filter-by-value', '=', 'filter by', 'keep only the runs with the value under the cursor'),
    hint: unlessMarked(state => keyPlace(state) !== 'waterfall'),
    run: actOnValue('filter'),
  },
  {
    ...ofValue('exclude-value', '-', 'exclude', 'leave out the runs with the value under the cursor'),
    run: actOnValue('exclude'),
  },
  {
    ...ofValue('frequency', 'F', 'frequency', 'count the values of a field, and the failed runs of each'),
    hint: { rank: 86, ...unlessMarked(({ screen }) => screen === 'table') },
    run: actOnValue('count'),
  },
];
