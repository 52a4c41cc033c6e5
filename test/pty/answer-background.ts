import type { Program } from './program.ts';

export type Answering = {
  /** As it is answered, such as `rgb:ffff/ffff/ffff`; without it, OSC 11 gets no answer. */
  readonly color?: () => string | undefined;
  /** Whether the terminal has the Kitty keyboard protocol. */
  readonly hasKeyboard?: boolean;
  /** Whether the terminal answers DA1. */
  readonly hasFence?: boolean;
  /** Sends an answer to the program; by default at once and whole. */
  readonly deliver?: (answer: string, send: (text: string) => void) => void;
};

/** Makes a program's terminal answer questions for its background; returns how often it was asked. */
export function answerBackground(program: Program, answering: Answering): { readonly asked: () => number } {
  const { color = () => undefined, hasFence = true, hasKeyboard = false } = answering;
  const { deliver = (answer, send) => send(answer) } = answering;
  const { parser } = program.terminal;
  let asked = 0;
  parser.registerOscHandler(11, question => {
    if (question !== '?') return true;
    asked++;
    const answer = color();
    if (answer !== undefined) deliver(`\u001B]11;${answer}\u001B\\`, program.send);
    return true;
  });
  parser.registerCsiHandler({ prefix: '?', final: 'u' }, () => {
    if (hasKeyboard) deliver('\u001B[?0u', program.send);
    return true;
  });
  parser.registerCsiHandler({ final: 'c' }, () => {
    if (hasFence) deliver('\u001B[?62;22c', program.send);
    return true;
  });
  return { asked: () => asked };
}
