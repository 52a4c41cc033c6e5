import { createInterface } from 'node:readline/promises';
import { safeLine } from '../model/text/safe-text.ts';
import type { Context } from './context.ts';

/** Asks a question on stderr; only an answer that begins with "y" confirms. */
export async function confirmPrompt(question: string, { stdin, stderr, signal }: Context): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await Promise.race([
      lines.question(`${safeLine(question)} [y/N] `, { signal }),
      new Promise<string>(resolve => lines.once('close', () => resolve(''))),
    ]);
    return /^y/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
