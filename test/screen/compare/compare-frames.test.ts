import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { displayWidth } from '../../../src/model/text/width.ts';
import { colorTheme, plainTheme, type Theme } from '../../../src/screen/paint/theme.ts';
import type { State } from '../../../src/screen/shell/state.ts';
import { drawApp } from '../draw-app.tsx';
import { listState } from '../screen-states.ts';
import { compareStates } from './compare-states.ts';

process.env.TZ = 'UTC';

const draw = (state: State, theme: Theme = plainTheme) => drawApp(state, theme).map(line => line.trimEnd());

const sizes = [
  { columns: 200, rows: 50 },
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 15 },
];

describe.each(sizes)('two runs at $columns×$rows', size => {
  test.each(Object.keys(compareStates))('%s', async name => {
    const lines = draw(listState(size, ...(compareStates[name] ?? [])));
    expect(lines).toHaveLength(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
    const golden = `../../golden/compare/${name}-${size.columns}.txt`;
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(golden);
  });
});

test('a run that was not read is not said to be missing', () => {
  const { 'nothing-to-compare': [requested, failed] = [] } = compareStates;
  if (!requested || failed?.type !== 'compare-failed') throw new Error('there is no comparison that failed');
  const error = new InspectorError('unreachable', 'the server cannot be reached');
  const lines = draw(listState({ columns: 100, rows: 30 }, requested, { ...failed, error }));
  expect(lines[2]).toBe(' b not read');
});

test('run b is said to be chosen by its mark', () => {
  const { compared: [requested, made] = [] } = compareStates;
  if (requested?.type !== 'compare-requested' || !made) throw new Error('there is no comparison');
  const chosen = { ...requested, against: { address: 'run_0054' }, isOfMarked: true } as const;
  expect(draw(listState({ columns: 100, rows: 30 }, chosen, made))[2]).toMatch(/ {2}\(chosen by mark\)$/u);
});

test('what is shown in colours is told without them, too', () => {
  const state = listState({ columns: 100, rows: 30 }, ...(compareStates.compared ?? []));
  const colored = draw(state, colorTheme).map(line => stripVTControlCharacters(line).trimEnd());
  expect(colored).toEqual(draw(state));
});
