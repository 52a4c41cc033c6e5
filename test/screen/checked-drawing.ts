import { render as renderInk } from 'ink-testing-library';
import type { ReactElement } from 'react';
import { onTestFinished } from 'vitest';
import { earlyFrame as drawEarlyFrame } from '../../src/screen/early-frame.ts';
import type { Theme } from '../../src/screen/paint/theme.ts';
import { detailLines as drawDetailLines } from '../../src/screen/run/detail-lines.ts';
import type { DetailState } from '../../src/screen/run/detail-state.ts';
import type { PaneSize } from '../../src/screen/shell/layout.ts';
import type { State } from '../../src/screen/shell/state.ts';
import { checkedFrame, checkedFrameOf } from '../contradictions/checked-frame.ts';

/*
 * What draws frames, under its own name: what tests show by it must not contradict itself.
 */

export function earlyFrame(state: State, theme: Theme): readonly string[] {
  return checkedFrameOf(state, drawEarlyFrame(state, theme));
}

export function detailLines(
  detail: DetailState,
  box: PaneSize,
  now: number,
  theme: Theme,
  isErrorShown = false,
): readonly string[] {
  return checkedFrame(drawDetailLines(detail, box, now, theme, isErrorShown), box.width);
}

/** A part of the screen, drawn by Ink alone until the test ends. */
export function render(part: ReactElement): ReturnType<typeof renderInk> {
  const rendered = renderInk(part);
  setHeight(rendered.stdout);
  onTestFinished(() => {
    rendered.unmount();
    rendered.cleanup();
  });
  const lastFrame = () => {
    const frame = rendered.lastFrame();
    if (frame !== undefined) checkedFrame(frame.split('\n'));
    return frame;
  };
  return { ...rendered, lastFrame };
}

/** Ink starts `tput` twice for every frame where an output has no height, as in its testing library. */
function setHeight(output: object): void {
  const outputs = Object.getPrototypeOf(output);
  if (!('rows' in outputs)) Object.defineProperty(outputs, 'rows', { value: 24 });
}
