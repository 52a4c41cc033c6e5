import { innermostOfStack } from '../../failure/texts/stack-causes.ts';
import type { RunError } from '../../run.ts';
import { describeError } from '../describe-error.ts';
import { errorCauses } from '../error-causes.ts';

/** An error and its causes as `Name: message`, the innermost cause first; empty for one without words. */
export function errorChain(error: RunError): readonly string[] {
  const causes = errorCauses(error.value);
  const chain = [describeError(error), ...(causes.length > 0 ? causes : causeInStack(error))];
  const told = chain.filter((words, at) => words.trim() !== '' && words !== chain[at - 1]);
  return told.reverse();
}

/** Stacks of Java and Python tell the cause where the recorded value does not. */
function causeInStack({ stack = '', message = '' }: RunError): readonly string[] {
  const inner = innermostOfStack(stack);
  if (!inner || (inner.message !== '' && message.includes(inner.message))) return [];
  return [describeError(inner)];
}
