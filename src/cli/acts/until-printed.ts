import type { Context } from '../context/context.ts';

/** The same context, where what was done is printed after an interrupt, too, as long as somebody reads it. */
export function untilPrinted(context: Context): Context {
  const { stdout, stderr, signal } = context;
  if (!signal.aborted || !stdout.writable) return context;
  return { ...context, stdout, stderr, signal: new AbortController().signal };
}
