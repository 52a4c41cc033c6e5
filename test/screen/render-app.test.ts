import { expect, test, vi } from 'vitest';
import { plainTheme } from '../../src/screen/paint/theme.ts';
import { renderApp } from '../../src/screen/render-app.tsx';
import type { Action } from '../../src/screen/shell/state.ts';
import { TerminalInput, TerminalOutput } from '../../src/terminal/device/ink-streams.ts';
import { contradictionIn, throwFault } from '../contradictions/checked-frame.ts';
import { patienceMs } from '../in-time.ts';
import { live, settled } from './live-session.ts';
import { listState, runs } from './screen-states.ts';

const size = { columns: 100, rows: 30 };

function open(theme = plainTheme) {
  const session = live(listState(size));
  const paint = vi.fn((lines: readonly string[]) => throwFault(contradictionIn(lines, size.columns)));
  const onBug = vi.fn<(error: unknown) => void>();
  const device = {
    input: new TerminalInput(),
    createInkOutput: (show: (lines: readonly string[]) => void) =>
      new TerminalOutput({ size: () => size, paint: show, flush: setImmediate }),
    paint,
  };
  return { session, paint, onBug, app: renderApp(session, theme, device, onBug) };
}

test('paints the state and each change of it, and nothing after the end', async () => {
  const { session, paint, app } = open();
  await settled();
  session.dispatch({ type: 'cursor-moved', index: 2 });
  await settled();
  app.stop();
  session.dispatch({ type: 'cursor-moved', index: 3 });
  await settled();
  expect(paint.mock.calls.map(([lines]) => lines.find(line => line.startsWith('▌')))).toEqual([
    expect.stringContaining('✖ Failed'),
    expect.stringContaining('○ Queued'),
  ]);
});

test('no frame has the bars of one screen and the rows of another, whatever comes between two turns', async () => {
  const { session, paint, app } = open();
  await settled();
  const [a] = runs;
  if (!a) throw new Error('there is no run');
  const opened: Action = { type: 'compare-requested', request: {}, a, against: 'success' };
  for (let turns = 0; turns < 6; turns += 1) {
    session.dispatch({ type: 'cursor-moved', index: turns % 2 });
    session.dispatch(opened);
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    session.dispatch({ type: 'noticed', text: 'something happened', tone: 'info' });
    await Promise.resolve();
    session.dispatch({ type: 'compare-closed' });
    await settled();
  }
  const kinds = paint.mock.calls.map(([lines]) => [
    lines.some(line => line.includes('[All')),
    lines.some(line => /STATUS +NAME/u.test(line)),
    !lines.some(line => line.startsWith(' a ')),
  ]);
  for (const kind of kinds) expect(new Set(kind).size, String(kind)).toBe(1);
  expect(kinds.some(([isTable]) => !isTable)).toBe(true);
  app.stop();
});

test('a bug in a part of the screen is reported, instead of leaving a dead screen', async () => {
  const bug = new Error('a bug');
  const { session, onBug, app } = open({
    ...plainTheme,
    warning: () => {
      throw bug;
    },
  });
  await settled();
  expect(onBug).not.toHaveBeenCalled();
  session.dispatch({ type: 'pause-toggled' });
  await vi.waitFor(() => expect(onBug).toHaveBeenCalledWith(bug), patienceMs);
  app.stop();
});
