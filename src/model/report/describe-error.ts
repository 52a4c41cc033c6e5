import type { RunError } from '../run.ts';

/**
 * An error's name and message, the name once. Of an error with an empty message the name alone, else its
 * code, else that it has none; empty where nothing is known.
 */
export function describeError({ name, message, code }: Pick<RunError, 'name' | 'message' | 'code'>): string {
  if (message) return name && !message.startsWith(name) ? `${name}: ${message}` : message;
  if (name) return name;
  if (code) return describeCode(code);
  return message === undefined ? '' : 'an error without a message';
}

export function describeCode(code: string): string {
  return `code ${code}`;
}
