import { contradictionIn } from '../contradictions/checked-frame.ts';
import { type HeadlessTerminal, screenLines } from './headless.ts';

const synchronizedMode = 2026;

/**
 * Checks each whole frame, which ends a synchronized update; returns what tells the first that contradicts
 * itself. A terminal that has no such updates shows the same frames, but nobody sees where one ends.
 */
export function watchFrames(terminal: HeadlessTerminal): () => Error | undefined {
  let fault: Error | undefined;
  let shown = '';
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, parameters => {
    if (fault || !parameters.includes(synchronizedMode)) return false;
    const frame = screenLines(terminal);
    const text = frame.join('\n');
    if (text !== shown) fault = contradictionIn(frame, terminal.cols);
    shown = text;
    return false;
  });
  return () => fault;
}
