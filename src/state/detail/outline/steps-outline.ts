import { describeError } from '../../../model/report/describe-error.ts';
import { durationMs, type Run, type Step } from '../../../model/run.ts';
import { isActive, statusInfo } from '../../../model/status.ts';
import { formatCount, formatDuration } from '../../../model/text/formats.ts';
import { errorParts } from './error-section.ts';
import type { OutlineNode, Part, SectionNode, StepsNode } from './outline-node.ts';
import { payloadNode, section } from './outline-parts.ts';

/** The attempts of steps, where a store has recorded what went into them or came out. */
export function stepsNode(run: Run, titleWidth: number, reveal: boolean): StepsNode | undefined {
  const { steps = [] } = run;
  return steps.some(hasPayload) ? { type: 'steps', key: 'steps', steps, titleWidth, reveal } : undefined;
}

function hasPayload({ input, output, error }: Step): boolean {
  return input !== undefined || output !== undefined || error !== undefined;
}

export function stepsTitle({ steps, titleWidth }: StepsNode): SectionNode {
  const failed = steps.filter(({ status }) => status === 'failed').length;
  const note = [formatCount(steps.length), failed === 0 ? '' : `${formatCount(failed)} failed`];
  return section('steps', 'Steps', [], { titleWidth, note: note.filter(Boolean).join(' · ') });
}

/** Made when it is looked at: a run may have very many steps. */
export function stepAt({ steps, reveal }: StepsNode, index: number): OutlineNode | undefined {
  const step = steps[index];
  return step && stepSection(step, reveal);
}

export function stepIndex({ steps }: StepsNode, key: string): number {
  return steps.findIndex(step => stepKey(step) === key);
}

function stepKey({ id }: Step): string {
  return `step:${id}`;
}

function stepSection(step: Step, reveal: boolean): SectionNode {
  const { name, input, output, error } = step;
  const parts: Part[] = [];
  if (input !== undefined) parts.push(payloadNode('input', 'input', input, reveal));
  if (output !== undefined) parts.push(payloadNode('output', 'output', output, reveal));
  if (error) parts.push(...errorParts(error, reveal));
  return section(stepKey(step), name, parts, {
    note: stepNote(step),
    tone: step.status === 'failed' ? 'error' : 'plain',
    isOpenAtFirst: false,
    pathName: name,
    content: { type: 'value', value: step },
  });
}

/** `✖ Failed · attempt 2 · 544ms · card_declined`. */
function stepNote(step: Step): string {
  const { status, attempt, error } = step;
  const elapsed = isActive(step) ? undefined : durationMs(step, 0);
  const words = [
    `${statusInfo[status].glyph} ${statusInfo[status].label}`,
    attempt > 1 ? `attempt ${formatCount(attempt)}` : '',
    elapsed === undefined ? '' : formatDuration(elapsed),
    error ? describeError(error) : '',
  ];
  return words.filter(Boolean).join(' · ');
}
