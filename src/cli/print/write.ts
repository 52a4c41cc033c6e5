import { once } from 'node:events';
import { safeLine } from '../../model/text/safe-text.ts';
import type { Context } from '../context/context.ts';

/** Writes data to stdout, and waits while its reader is slower. */
export async function writeOut(text: string, { stdout, signal }: Context): Promise<void> {
  signal.throwIfAborted();
  if (!stdout.write(text)) await once(stdout, 'drain', { signal });
}

export async function writeLines(lines: readonly string[], context: Context): Promise<void> {
  if (lines.length > 0) await writeOut(`${lines.join('\n')}\n`, context);
}

/** Writes a line for people to stderr, apart from the data; its secrets are masked. */
export function writeNotice(text: string, { stderr }: Pick<Context, 'stderr'>): void {
  stderr.write(`${safeLine(text)}\n`);
}
