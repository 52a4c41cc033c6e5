import { divisorOf } from '../../../model/usual/slowness.ts';
import type { WorkflowUsual } from '../../../model/usual/usual.ts';

/** By which no workflow's running time is divided less. */
export function leastDivisor(workflows: readonly WorkflowUsual[]): number {
  return workflows.reduce((least, { usual }) => Math.min(least, divisorOf(usual)), Number.MAX_VALUE);
}
