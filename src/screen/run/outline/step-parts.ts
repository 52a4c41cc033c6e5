import { memo } from '../../../model/memo.ts';
import { describeError } from '../../../model/report/describe-error.ts';
import { durationMs, type Step } from '../../../model/run.ts';
import { isActive, statusInfo } from '../../../model/status.ts';
import type { Attempts } from '../../../model/steps/group-attempts.ts';
import { countOf, formatCount, formatDuration } from '../../../model/text/formats.ts';
import { usualWords } from '../../../model/usual/slowness.ts';
import { pausedInside, usualOfStep } from '../../../model/usual/usual-steps.ts';
import { errorParts } from './error-section.ts';
import type { Part, SectionNode, StepNode, ValueNode } from './outline-node.ts';
import { payloadNode, section } from './outline-parts.ts';

/** The input, the output and the error of the attempt of a node; cached by node. */
export const stepParts = memo((node: StepNode): readonly Part[] => {
  const [attempt] = node.attempts;
  const parts = attempt ? payloadParts(attempt, node.reveal) : [];
  return parts;
});

/** The input, the output and the error of an attempt, as far as they were recorded. */
export function payloadParts(
  { input, output, error }: Step,
  reveal: boolean,
): readonly (ValueNode | SectionNode)[] {
  const parts: (ValueNode | SectionNode)[] = [];
  if (input !== undefined) parts.push(payloadNode('input', 'input', input, reveal));
  if (output !== undefined) parts.push(payloadNode('output', 'output', output, reveal));
  if (error) {
    parts.push(
      section('error', 'error', errorParts(error, reveal), {
        tone: 'error',
        pathName: 'error',
        content: { type: 'value', value: error },
      }),
    );
  }
  return parts;
}

/** `charge  ✖ Failed · 3 attempts · 4.2s (usually 1.3s) · card_declined`. */
export function stepHeading(node: StepNode): SectionNode {
  const { attempts, isAttempt, titleWidth } = node;
  const last = attempts.at(-1);
  if (!last) return section('', '', []);
  const title = isAttempt ? `attempt ${formatCount(last.attempt)}` : stepTitle(last.name, node.label);
  const options = { titleWidth, tone: last.status === 'failed' ? 'error' : 'plain' } as const;
  return section('step', title, [], { ...options, note: stepNote(node) });
}

/** `chunk index=17`. */
export function stepTitle(name: string, label: string | undefined): string {
  return label === undefined ? name : `${name} ${label}`;
}

function stepNote(node: StepNode): string {
  const { attempts, isAttempt } = node;
  const last = attempts.at(-1);
  if (!last) return '';
  const { status, error, type } = last;
  const elapsed = elapsedOf(attempts);
  return [
    `${statusInfo[status].glyph} ${statusInfo[status].label}`,
    isAttempt || type === 'action' ? '' : type,
    isAttempt ? '' : attemptsText(attempts),
    elapsed === undefined ? '' : formatDuration(elapsed) + usualAside(node, elapsed),
    error ? describeError(error) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function usualAside({ attempts, isAttempt, tree, usual: known }: StepNode, elapsed: number): string {
  const usual = known && !isAttempt ? usualOfStep(attempts, tree, known) : undefined;
  if (!usual) return '';
  const pausedMs = pausedInside(attempts, tree);
  const running = pausedMs ? `, running ${formatDuration(elapsed - pausedMs)}` : '';
  return `${running} (${usualWords(pausedMs === undefined ? undefined : elapsed - pausedMs, usual)})`;
}

/** The attempts that are there, or which one is, where a store has not kept those before it. */
function attemptsText(attempts: Attempts): string {
  const attempt = attempts.at(-1)?.attempt ?? 1;
  if (attempts.length > 1) return countOf(attempts.length, 'attempt');
  return attempt > 1 ? `attempt ${formatCount(attempt)}` : '';
}

/** From the start of the first attempt to the end of the last; none while that is active. */
function elapsedOf(attempts: Attempts): number | undefined {
  const last = attempts.at(-1);
  if (!last || isActive(last)) return undefined;
  return durationMs({ startedAt: attempts[0]?.startedAt, finishedAt: last.finishedAt ?? last.startedAt }, 0);
}
