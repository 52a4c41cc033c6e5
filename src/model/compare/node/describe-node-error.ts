import { errorLine } from '../../error-line.ts';
import { maskMessage } from '../../failure/mask-message.ts';
import { describeError } from '../../report/describe-error.ts';
import type { RunNode } from '../tree/run-node.ts';

/** `CardError: card was declined`; `undefined` without an error. */
export function describeNodeError({ error }: RunNode): string | undefined {
  return error && errorLine(describeError(error));
}

/** Whether two errors say the same, but for ids and other parts that vary. */
export function isSameFailure(one: string, other: string): boolean {
  return maskMessage(one).template === maskMessage(other).template;
}
