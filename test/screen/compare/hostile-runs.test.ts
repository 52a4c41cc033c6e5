import { expect, test } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { compare, runOf, spanOf, stepOf } from '../../model/compare/compared-runs.ts';
import { drawApp } from '../draw-app.tsx';
import { listState } from '../screen-states.ts';

const hostile = '\u001b[31m\u0007\u202e';
const long = 'The order is written to the database and then sent to the depot.';

/** Invented: every recorded text has escape sequences, and a secret that differs between the runs. */
function hostileRun(at: number, secret: string, fields: Partial<Run> = {}): Run {
  const text = (word: string) => `${hostile}${word}`;
  const name = text('chunk');
  const parts = [1, 2, 3].map(part =>
    stepOf(name, 0, {
      ...{ id: `part-${part}`, input: { [text('page')]: text(`p${part}`), token: secret } },
      output: { [text('key')]: `${at}${hostile}`, note: `${long} ${hostile} api_key=${secret} ${long}` },
    }),
  );
  const span = spanOf(text('GET'), 20, {
    attributes: { [text('http.route')]: `${at}${hostile}`, 'http.request.header.authorization': secret },
  });
  return runOf({
    ...{ id: `run_${at}`, createdAt: at, name: text('shop'), steps: parts },
    ...{ trace: { spans: [span], logs: [] }, models: [text(`model-${at}`)], services: [text(`s-${at}`)] },
    ...fields,
  });
}

const error = {
  name: `E${hostile}`,
  message: `${hostile}bad password=hunter2hunter2\n${hostile}`,
  value: {},
};
const a = hostileRun(9, 'hunter2hunter2', { status: 'failed', error });
const comparison = { ...compare(a, hostileRun(5, 'swordfish99swordfish')), spansLeftOut: 0 };
const request = {};
const actions: readonly Action[] = [
  { type: 'compare-requested', request, a, against: 'success' },
  { type: 'runs-compared', request, comparison },
];
const unfolded: Action = { type: 'compare-all-folded' };
const revealed: Action = { type: 'compare-secrets-toggled' };

const draw = (...more: readonly Action[]) =>
  drawApp(listState({ columns: 200, rows: 80 }, ...actions, ...more), plainTheme).join('');

test.each([
  ['folded', []],
  ['unfolded', [unfolded]],
  ['with secrets shown', [unfolded, revealed]],
] as const)('no control character of a run reaches the screen: %s', (_, more) => {
  const drawn = draw(...more);
  expect(drawn).toContain('model-9');
  expect(drawn).not.toMatch(/[\p{Cc}\u202e]/u);
});

test('no secret of a run reaches the screen before it is revealed', () => {
  expect(draw()).not.toMatch(/hunter2|swordfish/u);
  expect(draw(unfolded)).not.toMatch(/hunter2|swordfish/u);
  expect(draw(unfolded, revealed)).toMatch(/hunter2|swordfish/u);
});
