import { saysNothing } from '../failure/innermost-cause.ts';
import type { RunError } from '../run.ts';

/** Name and message without repeating the name; for an empty message, a fallback; empty without an error. */
export function describeError(error: Pick<RunError, 'name' | 'message' | 'code'>): string {
  const { code } = error;
  const [name, message] = [error.name, error.message].map(text => (text?.trim() === '' ? '' : text));
  if (message) return name && !message.startsWith(name) ? `${name}: ${message}` : message;
  if (name) return name;
  if (code) return describeCode(code);
  return message === undefined ? '' : 'an error without a message';
}

export function describeCode(code: string): string {
  return `code ${code}`;
}

/** An error in a row of a table: without the names of classes that say nothing, so the message is first. */
export function describeErrorInRow(error: Parameters<typeof describeError>[0]): string {
  const { name, message = '' } = error;
  const text = withoutEmptyNames(message);
  if (text.trim() === '') return describeError(error);
  return describeError({ name: name && saysNothing(name) ? undefined : name, message: text });
}

function withoutEmptyNames(message: string): string {
  const [start, name] = /^\s*(?:uncaught )?([\w.*\\]+): +(?=\S)/iu.exec(message) ?? [];
  return start && name && saysNothing(name) ? withoutEmptyNames(message.slice(start.length)) : message;
}
