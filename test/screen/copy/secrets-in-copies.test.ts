import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { copiesOf } from '../../../src/screen/copy/copy.ts';
import { createState, reduce } from '../../../src/screen/reduce.ts';
import { activePane, type DetailCommand, withPane } from '../../../src/screen/run/detail-state.ts';
import type { State } from '../../../src/screen/shell/state.ts';
import { leakedSecrets } from '../../model/text/made-up-secrets.ts';
import { oneIn } from '../../trials.ts';
import { createMemoryStore } from '../memory-store.ts';
import {
  enterEachRow,
  filledWithSecrets,
  namedBySecrets,
  secrets,
  someFor,
  someForms,
  someSecrets,
} from '../secret-runs.ts';

const { target, can } = createMemoryStore([]);
const size = { columns: 100, rows: 3000 };
const now = Date.UTC(2026, 10, 24, 13);

function openRun(run: Run, commands: readonly DetailCommand[]): State {
  const start = createState({ size, now, target, can });
  const opened = [
    { type: 'detail-opened', summary: run },
    { type: 'screen-changed', screen: 'detail' },
    { type: 'detail-run-loaded', run },
    ...commands.map(command => ({ type: 'detail-command-given', command }) as const),
  ] as const;
  return opened.reduce(reduce, start);
}

/** What `y` copies on every row, and a pager or an editor gets, with what the notice calls it. */
function focusedTexts(state: State): readonly string[] {
  const { detail } = state;
  if (!detail) return [];
  const texts = new Set<string>();
  const pane = activePane(detail);
  for (let cursor = 0; cursor < pane.root.rows; cursor += 1) {
    const [first] = copiesOf({ ...state, detail: withPane(detail, { ...pane, cursor }) });
    if (first) texts.add(first.label).add(first.text());
  }
  return [...texts];
}

const leaksIn = (texts: readonly string[]) => leakedSecrets(texts.join('\n'), secrets);

/** Folds everything, then unfolds it. */
const open = [{ type: 'toggle-all' }, { type: 'toggle-all' }] as const;
const looks: readonly (readonly DetailCommand[])[] = [
  open,
  [{ type: 'tab', to: 'metadata' }, ...open],
  [{ type: 'tab', to: 'trace' }, ...open],
  [{ type: 'tab', to: 'trace' }, ...open, ...enterEachRow],
];

describe.each(someForms(0, 8))('a secret $name', form => {
  test('is in nothing that can be copied of a run that is named so', () => {
    for (const run of namedBySecrets(form, someSecrets(form, oneIn(3, 18)))) {
      for (const { id, label, text } of copiesOf(openRun(run, []), run)) {
        expect(leaksIn([label, text()]), id).toEqual([]);
      }
    }
  });

  test('is in nothing that can be copied of a run that holds it', () => {
    const run = filledWithSecrets(form);
    for (const { id, label, text } of copiesOf(openRun(run, [{ type: 'format' }]), run)) {
      expect(leaksIn([label, text()]), id).toEqual([]);
    }
  });

  test('is not copied from any row of the detail', () => {
    const run = filledWithSecrets(form);
    for (const look of someFor(form, looks, 4)) {
      expect(leaksIn(focusedTexts(openRun(run, look))), JSON.stringify(look)).toEqual([]);
    }
  });
});
