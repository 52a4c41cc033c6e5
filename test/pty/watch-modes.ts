import type { HeadlessTerminal } from './headless.ts';

export type TerminalModes = {
  readonly isAlternate: boolean;
  readonly isCursorHidden: boolean;
  readonly isPasteBracketed: boolean;
  readonly isWrapping: boolean;
  readonly isMouseTracked: boolean;
};

const cursorMode = 25;

/**
 * Follows the modes that a program switches; the cursor's is the one that the terminal's own API does not
 * tell.
 */
export function watchModes(terminal: HeadlessTerminal): () => TerminalModes {
  let isCursorHidden = false;
  const follow = (isHidden: boolean) => (parameters: readonly (number | number[])[]) => {
    if (parameters.includes(cursorMode)) isCursorHidden = isHidden;
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, follow(true));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, follow(false));
  return () => ({
    isAlternate: terminal.buffer.active.type === 'alternate',
    isCursorHidden,
    isPasteBracketed: terminal.modes.bracketedPasteMode,
    isWrapping: terminal.modes.wraparoundMode,
    isMouseTracked: terminal.modes.mouseTrackingMode !== 'none',
  });
}
