import { chooseTheme } from '../../src/screen/paint/theme.ts';
import { compareStates } from '../screen/compare/compare-states.ts';
import { drawApp } from '../screen/draw-app.tsx';
import { dialogStates, screenStates } from '../screen/named-states.ts';
import { listState } from '../screen/screen-states.ts';

/** Prints every state of the screen, or the named ones, at the terminal's size or `COLUMNS` × `LINES`. */
const size = {
  columns: process.stdout.columns ?? (Number(process.env.COLUMNS) || 100),
  rows: Math.min(30, (process.stdout.rows ?? (Number(process.env.LINES) || 25)) - 1),
};
const theme = chooseTheme(process.env);
const named = process.argv.slice(2);

for (const [name, actions] of Object.entries({ ...screenStates, ...dialogStates, ...compareStates })) {
  if (named.length > 0 && !named.includes(name)) continue;
  const state = listState(size, ...actions);
  process.stdout.write(`── ${name}\n${drawApp(state, theme).join('\n')}\n`);
}
