import type { RunError } from '../run.ts';

/** Name and message without repeating the name; for an empty message, a fallback; empty without an error. */
export function describeError({ name, message, code }: Pick<RunError, 'name' | 'message' | 'code'>): string {
  if (message) return name && !message.startsWith(name) ? `${name}: ${message}` : message;
  if (name) return name;
  if (code) return describeCode(code);
  return message === undefined ? '' : 'an error without a message';
}

export function describeCode(code: string): string {
  return `code ${code}`;
}
