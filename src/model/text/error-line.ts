import { cutText } from './cut-text.ts';

/** The longest error message kept in a row, in UTF-16 units. The run's details keep all of it. */
export const errorLineUnits = 1_000;

/** The first non-blank line of an error's message, cut to `errorLineUnits`, and not inside of a secret. */
export function errorLine(message: string): string {
  if (!message.includes('\n') && !message.includes('\r')) return cutText(message, errorLineUnits);
  const blank = /^\s*[\r\n]/.exec(message.slice(0, errorLineUnits))?.[0].length ?? 0;
  const feed = message.indexOf('\n', blank);
  const line = message.slice(blank, feed < 0 ? undefined : feed);
  return cutText(feed < 0 ? line : line.replace(/\r$/, ''), errorLineUnits);
}
