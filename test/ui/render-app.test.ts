import { expect, test, vi } from 'vitest';
import { TerminalOutput } from '../../src/terminal/device/ink-output.ts';
import { TerminalInput } from '../../src/terminal/device/terminal-input.ts';
import { renderApp } from '../../src/ui/render-app.tsx';
import { plainTheme } from '../../src/ui/theme.ts';
import { patienceMs } from '../in-time.ts';
import { live, settled } from './live-session.ts';
import { listState } from './screen-states.ts';

const size = { columns: 100, rows: 30 };

function open(theme = plainTheme) {
  const session = live(listState(size));
  const paint = vi.fn<(lines: readonly string[]) => void>();
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
