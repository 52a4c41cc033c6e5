import type { RunError } from '../run.ts';

/**
 * The name and message of an error, with the name once. For an empty message: the name, else the code, else
 * a text that says so. Empty where nothing is known.
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
