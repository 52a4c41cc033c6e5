import { expect, test } from 'vitest';
import { createNoteFailure } from '../../../src/screen/groups/mark-group.ts';
import { keysHere } from '../../../src/screen/linear/dialog-reading.ts';
import { newsOf, nothingTold } from '../../../src/screen/linear/news.ts';
import { readingOf } from '../../../src/screen/linear/reading.ts';
import { activePane } from '../../../src/screen/run/detail-state.ts';
import { linearSize } from '../../../src/screen/shell/layout.ts';
import type { Action, State } from '../../../src/screen/shell/state.ts';
import { columnIds } from '../../../src/screen/table/columns.ts';
import { leakedSecrets } from '../../model/text/made-up-secrets.ts';
import { opened } from '../dialog-actions.ts';
import { dialogStates, screenStates } from '../named-states.ts';
import { listState } from '../screen-states.ts';
import { filledWithSecrets, namedBySecrets, secrets, someForms } from '../secret-runs.ts';

/** The keys are listed otherwise. */
const { help: _, ...others } = dialogStates;
const states: Readonly<Record<string, readonly Action[]>> = { ...screenStates, ...others };

const said = (state: State): readonly string[] => newsOf(state, nothingTold, { isKey: true }).lines;

const drawn = /[│┊├┤─━▌▏▾▸▹»•●○◐◇✔✖⊘·…×≤≥→↵█▒░]/u;

test('every state of the screen is said in sentences, without what is only drawn', async () => {
  const texts = Object.entries(states).map(([name, actions]) => {
    const lines = said(listState(linearSize, ...actions));
    expect(
      lines.filter(line => drawn.test(line) || / {2}|,,|\.\./u.test(line.replaceAll('...', ''))),
      name,
    ).toEqual([]);
    return [`# ${name}`, ...lines, ''].join('\n');
  });
  await expect(texts.join('\n')).toMatchFileSnapshot('../../golden/linear/states.txt');
});

test('what a tour says to press comes last, and once', () => {
  const state = { ...listState(linearSize), guide: 'Tour 1 of 6 · e goes to the newest failure' };
  const { lines, told } = newsOf(state, nothingTold, { isKey: true });
  expect(lines.at(-1)).toBe('Tour 1 of 6, e goes to the newest failure.');
  expect(newsOf(state, told, { isKey: true }).lines).toEqual([]);
});

test.each(someForms(1, 8))('a secret $name is not said', form => {
  const leaksIn = (lines: readonly string[]) => leakedSecrets(lines.join('\n'), secrets);
  const loaded: Action = { type: 'page-loaded', kind: 'first', page: { runs: namedBySecrets(form) } };
  const table = listState(linearSize, loaded, { type: 'look-changed', look: { columns: columnIds } });
  const { rowAt } = readingOf(table);
  expect(leaksIn(table.list.rows.map((_, index) => rowAt(index).text))).toEqual([]);
  const run = filledWithSecrets(form);
  for (const tab of ['overview', 'metadata', 'trace'] as const) {
    const state = listState(
      linearSize,
      { type: 'run-opened', summary: run },
      { type: 'detail-run-loaded', run },
      { type: 'detail-command-given', command: { type: 'tab', to: tab } },
      ...Array.from(
        { length: 2 },
        () => ({ type: 'detail-command-given', command: { type: 'toggle-all' } }) as const,
      ),
    );
    const { heads, rowAt: row } = readingOf(state);
    const rows = state.detail ? activePane(state.detail).root.rows : 0;
    const lines = [
      ...heads.map(({ text }) => text),
      ...Array.from({ length: rows }, (_, at) => row(at).text),
    ];
    expect(leaksIn(lines), tab).toEqual([]);
    if (tab !== 'trace') expect(rows).toBeGreaterThan(5);
  }
});

test('the keys of a masked note are those that it has before it is revealed', () => {
  const at = { id: 'run_1', at: 0 };
  const id = '0k3x9f0a1b2';
  const shown = { firstAt: 0, lastAt: 0, count: 1 };
  const known = { failureId: id, kind: 'known', shown, note: 'token=Zq7xKp9m is wrong', at: 0 } as const;
  const note = createNoteFailure({ id, first: at, last: at, count: 1 }, { known });
  expect(keysHere(listState(linearSize, opened(note)))).toEqual([
    'u: reveal the secrets in the note, so that it can be edited.',
    'Enter: keep the note; an empty one removes it.',
    'Escape: close and change nothing.',
  ]);
});
