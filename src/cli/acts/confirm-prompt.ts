import { createInterface } from 'node:readline/promises';
import { safeLine } from '../../model/text/safe-text.ts';
import { parseTypedCount } from '../../operations/acts/consent.ts';
import { type Context, EndedEarly } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';

/** Asks a question on stderr; only an answer that begins with "y" confirms. */
export async function confirmPrompt(question: string, context: Context): Promise<boolean> {
  return /^y/i.test(await ask(`${safeLine(question)} [y/N] `, context));
}

/** Asks for a number on stderr; only that number confirms. */
export async function countPrompt(question: string, count: number, context: Context): Promise<boolean> {
  return parseTypedCount(await ask(`${safeLine(question)} Type ${count}: `, context)) === count;
}

/**
 * The line that is typed, without the spaces around it; empty where nobody types. Ctrl-C ends the program:
 * while a line is typed, the terminal sends it as a key.
 */
async function ask(question: string, { stdin, stderr, signal }: Context): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await Promise.race([
      lines.question(question, { signal }),
      new Promise<string>((resolve, reject) => {
        lines.once('SIGINT', () => {
          stderr.write('\n');
          reject(new EndedEarly('ended by Ctrl-C', exitCodes.interrupted));
        });
        lines.once('close', () => resolve(''));
      }),
    ]);
    return answer.trim();
  } finally {
    lines.close();
  }
}
