import { beforeEach, describe, expect, test } from 'vitest';
import { App } from '../../src/screen/app.tsx';
import { createRowPainter } from '../../src/screen/paint/row-painter.ts';
import { plainTheme } from '../../src/screen/paint/theme.ts';
import { render } from './checked-drawing.ts';
import { type Drawn, openApp } from './draw-app.tsx';
import { type LiveSession, live, settled } from './live-session.ts';
import { dialogStates } from './named-states.ts';
import { listState } from './screen-states.ts';

process.env.TZ = 'UTC';

const size = { columns: 100, rows: 30 };
const painter = createRowPainter({ size: () => size, paint: () => {} });

describe('what is typed', () => {
  const type = async (...pieces: readonly string[]) => {
    const session = live(listState(size));
    const { stdin } = render(<App session={session} theme={plainTheme} painter={painter} />);
    for (const piece of pieces) {
      stdin.write(piece);
      await settled();
    }
    return session;
  };

  test('reaches the session key by key, also when it comes in one piece', async () => {
    expect((await type('j', 'jk ', '\u001B[B', '\r')).pressed).toEqual([
      'j',
      'j',
      'k',
      'space',
      'down',
      'enter',
    ]);
  });

  test('is text when it is pasted', async () => {
    const session = await type('\u001B[200~status:failed\u001B[201~');
    expect(session.typed).toEqual(['status:failed']);
    expect(session.pressed).toEqual([]);
  });
});

describe('the open app', () => {
  let session: LiveSession;
  let app: Drawn;
  beforeEach(() => {
    session = live(listState(size));
    app = openApp(session, plainTheme);
    return () => app.unmount();
  });

  const line = (text: RegExp) => app.painted.at(-1)?.find(one => text.test(one));

  test('paints a move of the cursor in one frame, without one of Ink', async () => {
    session.dispatch({ type: 'cursor-moved', index: 2 });
    await settled();
    expect(line(/q quit/u)).not.toContain('d compare');
    const before = { ink: app.inkFrames.length, painted: app.painted.length };
    session.dispatch({ type: 'cursor-moved', index: 1 });
    await settled();
    expect(line(/▌.*signup-pipeline/u)).toMatch(/✖ Failed/u);
    expect(line(/q quit/u)).toContain('d compare');
    expect(app.painted.length).toBe(before.painted + 1);
    expect(app.inkFrames.length).toBe(before.ink);
  });

  test('paints rows and what Ink draws in one frame when both have changed', async () => {
    await settled();
    const before = app.painted.length;
    session.dispatch({ type: 'noticed', text: 'copied the id', tone: 'info' });
    session.dispatch({ type: 'cursor-moved', index: 2 });
    await settled();
    expect(app.painted.length).toBe(before + 1);
    expect(app.painted.at(-1)?.[28]).toBe(' copied the id');
    expect(line(/▌/u)).toMatch(/○ Queued/u);
  });

  test.each([
    { columns: 140, rows: 40 },
    { columns: 60, rows: 15 },
    { columns: 30, rows: 8 },
  ])('follows a resize to $columns×$rows', async next => {
    await settled();
    const before = app.painted.length;
    session.dispatch({ type: 'resized', size: next });
    await settled();
    expect(app.painted.length).toBe(before + 1);
    expect(app.painted.at(-1)).toEqual(draw(next));
  });

  const draw = (next: typeof size) => {
    const fresh = openApp(live(listState(next)), plainTheme);
    const frame = fresh.painter.frame();
    fresh.unmount();
    return frame;
  };

  test('shows the detail beside the table, and instead of it where there is no room', async () => {
    session.dispatch({ type: 'resized', size: { columns: 200, rows: 30 } });
    const [, failed] = session.getState().list.rows;
    if (failed) session.dispatch({ type: 'detail-opened', summary: failed });
    session.dispatch({ type: 'screen-changed', screen: 'detail' });
    await settled();
    expect(line(/NAME.*│ signup-pipeline {2}✖ Failed/u)).toBeDefined();
    session.dispatch({ type: 'resized', size });
    await settled();
    expect(line(/NAME/u)).toBeUndefined();
    expect(app.painted.at(-1)?.[1]).toMatch(/^ signup-pipeline {2}✖ Failed/u);
  });

  test('shows the rows again where a dialog was', async () => {
    const before = app.painter.frame();
    for (const action of dialogStates.help ?? []) session.dispatch(action);
    await settled();
    expect(line(/│ Keys/u)).toBeDefined();
    session.dispatch({ type: 'dialog-closed', dialog: 'help' });
    await settled();
    expect(app.painter.frame()).toEqual(before);
  });
});
