import { stripVTControlCharacters } from 'node:util';
import type { State } from '../../src/screen/shell/state.ts';
import { cutInState } from './cut-in-state.ts';
import { contradictionsIn } from './find-contradictions.ts';
import { countFrame } from './frame-count.ts';

/** A frame that a test shows, with or without styles; throws where it contradicts itself. */
export function checkedFrame<Frame extends readonly string[]>(frame: Frame, columns?: number): Frame {
  throwFault(contradictionIn(frame, columns));
  return frame;
}

/** The frame of a state, which tells what its cells would say if there were room. */
export function checkedFrameOf<Frame extends readonly string[]>(state: State, frame: Frame): Frame {
  checkedFrame(frame, state.size.columns);
  throwFault(toFault(frame, cutInState(plain(frame), state)));
  return frame;
}

/** Between two readings of a store, `isAtRest` is false. */
export function contradictionIn(
  frame: readonly string[],
  columns?: number,
  { isAtRest = true } = {},
): Error | undefined {
  countFrame();
  const { inEveryFrame, untilRest } = contradictionsIn(plain(frame), columns);
  return toFault(frame, isAtRest ? [...inEveryFrame, ...untilRest] : inEveryFrame);
}

export function throwFault(fault: Error | undefined): void {
  if (fault) throw fault;
}

function plain(frame: readonly string[]): readonly string[] {
  return frame.map(line => stripVTControlCharacters(line).trimEnd());
}

export function toFault(frame: readonly string[], found: readonly string[]): Error | undefined {
  if (found.length === 0) return undefined;
  const shown = plain(frame).map(line => `  |${line}`);
  return new Error([`a frame contradicts itself: ${found.join('; ')}`, ...shown].join('\n'));
}
