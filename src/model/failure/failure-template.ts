import type { ErrorSummary } from '../run.ts';
import { maskMessage } from './mask-message.ts';
import { withClass } from './signature.ts';
import { tellingLine } from './telling-line.ts';

/** The message that failures of one signature share, with placeholders such as `<path>` for what varies. */
export function failureTemplate({ name, message, code, cause }: ErrorSummary): string {
  const { template } = maskMessage(tellingLine(cause?.message ?? message));
  return withClass(template, cause?.name ?? name) || code || 'no error was recorded';
}
