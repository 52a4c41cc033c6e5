import { describe, expect, test } from 'vitest';
import { colorTheme, plainTheme } from '../../src/screen/paint/theme.ts';
import type { DetailCommand } from '../../src/screen/run/detail-state.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { columnIds } from '../../src/screen/table/columns.ts';
import { leakedSecrets, type MadeUpSecret, writtenForms } from '../model/text/made-up-secrets.ts';
import { oneIn, someOf } from '../trials.ts';
import { earlyFrame } from './checked-drawing.ts';
import { frame, press, showRun } from './run/frames/frames.ts';
import { listState } from './screen-states.ts';
import {
  enterEachRow,
  filledWithSecrets,
  namedBySecrets,
  secrets,
  someFor,
  someForms,
  someSecrets,
} from './secret-runs.ts';

const leaksIn = (output: string) => leakedSecrets(output, secrets);

/** Folds everything, then unfolds it. */
const all = [{ type: 'toggle-all' }, { type: 'toggle-all' }] as const;
const looks: readonly {
  readonly name: string;
  readonly width: number;
  readonly commands: readonly DetailCommand[];
}[] = [
  { name: 'as JSON', width: 160, commands: all },
  { name: 'in a narrow pane', width: 50, commands: all },
  { name: 'as wrapped YAML', width: 80, commands: [{ type: 'format' }, { type: 'wrap' }, ...all] },
  { name: 'as metadata', width: 160, commands: [{ type: 'tab', to: 'metadata' }, ...all] },
  { name: 'as a waterfall', width: 160, commands: [{ type: 'tab', to: 'trace' }, ...all] },
  {
    name: 'as a waterfall with the data of its steps',
    width: 160,
    commands: [{ type: 'tab', to: 'trace' }, ...all, ...enterEachRow],
  },
  { name: 'as a raw trace', width: 160, commands: [{ type: 'tab', to: 'trace' }, { type: 'raw' }, ...all] },
];

const wide = { columns: 2000, rows: 60 };
const sizes = [{ columns: 60, rows: 15 }, { columns: 97, rows: 40 }, { columns: 220, rows: 60 }, wide];

test('a secret that is shown is found', () => {
  for (const secret of secrets) expect(leaksIn(`… ${secret.text} …`), secret.kind).toContain(secret.kind);
});

test('a cell that cuts a name shows no start of its secret, however narrow it is', () => {
  const [plain] = writtenForms;
  if (!plain) throw new Error('there are forms');
  const loaded: Action = { type: 'page-loaded', kind: 'first', page: { runs: namedBySecrets(plain) } };
  for (const size of sizes) {
    for (const id of columnIds) {
      const state = listState(size, loaded, { type: 'look-changed', look: { columns: [id] } });
      expect(leaksIn(earlyFrame(state, plainTheme).join('\n')), `${id} at ${size.columns}`).toEqual([]);
    }
  }
});

describe.each(someForms(1, 8))('a secret $name', form => {
  test('stays off the table', () => {
    const runs = namedBySecrets(form, someSecrets(form, oneIn(1, 6)));
    const loaded: Action = { type: 'page-loaded', kind: 'first', page: { runs } };
    for (const size of sizes) {
      const state = listState(size, loaded, { type: 'look-changed', look: { columns: columnIds } });
      expect(leaksIn(earlyFrame(state, colorTheme).join('\n')), `at ${size.columns}`).toEqual([]);
    }
  });

  test('stays off every tab of a run that is named so', () => {
    const box = { width: 160, height: 60 };
    for (const run of namedBySecrets(form, someSecrets(form, oneIn(3, 18)))) {
      for (const tab of ['overview', 'metadata', 'trace'] as const) {
        const shown = press(showRun(run, box), box, [{ type: 'tab', to: tab }]);
        expect(leaksIn(frame(shown, box)), tab).toEqual([]);
      }
    }
  });

  test.each(someFor(form, looks, 3))('stays off the detail, shown $name', ({ width, commands }) => {
    const box = { width, height: 2000 };
    const shown = press(showRun(filledWithSecrets(form), box), box, commands);
    expect(leaksIn(frame(shown, box))).toEqual([]);
  });
});

test.each(someOf(looks, 2))('what is no secret stands in the detail, shown $name', ({ width, commands }) => {
  const box = { width, height: 2000 };
  const form = { name: 'none', write: ({ kind }: MadeUpSecret) => `unsuspicious ${kind}` };
  const shown = press(showRun(filledWithSecrets(form), box), box, commands);
  expect(frame(shown, box).split('unsuspicious').length).toBeGreaterThan(10);
});
