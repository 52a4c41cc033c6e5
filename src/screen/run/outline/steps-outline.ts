import { siblingValues } from '../../../model/compare/text/difference-path.ts';
import { memo } from '../../../model/memo.ts';
import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import { durationMs, type Run, type Step } from '../../../model/run.ts';
import { isActive, statusInfo } from '../../../model/status.ts';
import type { Attempts } from '../../../model/steps/step-tree.ts';
import { emptyStepTree, type StepTree, stepsAround, stepTreeOf } from '../../../model/steps/step-tree.ts';
import { countOf, formatCount, formatDuration } from '../../../model/text/formats.ts';
import { displayWidth } from '../../../model/text/width.ts';
import { usualWords } from '../../../model/usual/usual.ts';
import type { UsualParts } from '../../../model/usual/usual-parts.ts';
import { pausedInside, usualOfStep } from '../../../model/usual/usual-steps.ts';
import { errorParts } from './error-section.ts';
import {
  type Children,
  joined,
  listed,
  type Part,
  payloadNode,
  type SectionNode,
  type StepNode,
  type StepsNode,
  section,
  type ValueNode,
} from './outline-node.ts';
import { partsChildren } from './payload-values.ts';

export function stepsNode(
  { steps = [] }: Run,
  titleWidth: number,
  reveal: boolean,
  usual: UsualParts | undefined,
): StepsNode | undefined {
  return steps.length > 0 ? { type: 'steps', key: 'steps', steps, titleWidth, reveal, usual } : undefined;
}

/** `4 · 1 retried · 1 failed`. */
export function stepsTitle({ steps, titleWidth }: StepsNode): SectionNode {
  const { all, retried, failed } = stepTreeOf(steps);
  const note = [
    formatCount(all.length),
    retried === 0 ? '' : `${formatCount(retried)} retried`,
    failed === 0 ? '' : `${formatCount(failed)} failed`,
  ];
  return section('steps', 'Steps', [], { titleWidth, note: note.filter(Boolean).join(' · ') });
}

export function stepsChildren({ steps, reveal, usual }: StepsNode): Children {
  const tree = stepTreeOf(steps);
  return groupChildren(tree.roots, { tree, reveal, usual });
}

function groupChildren(groups: readonly Attempts[], around: Around): Children {
  return {
    count: () => groups.length,
    at: index => stepNode(groups, index, around),
    indexOf: key => indexOfStep(groups, key),
  };
}

/** The attempts of a retried step; otherwise its input, output and error, and the steps inside it. */
export function stepChildren(node: StepNode): Children {
  if (isRetried(node)) return listed(node.attempts.map(attempt => attemptNode(attempt, node)));
  return joined(partsChildren(stepParts(node)), groupChildren(stepsInside(node), node));
}

/** The keys from the list of steps down to an attempt. */
export function keysOfAttempt(tree: StepTree, attempt: Step): readonly string[] {
  return stepsAround(tree, attempt).flatMap((group, index, all) => {
    const parentId = all[index + 1]?.[0]?.parentId ?? attempt.id;
    const inner = group.find(({ id }) => id === parentId);
    return [stepKey(group), ...(group.length > 1 && inner ? [attemptKey(inner)] : [])];
  });
}

/** Whether a step has rows below; cheaper than counting them. */
export function isStepFoldable(node: StepNode): boolean {
  const [attempt] = node.attempts;
  if (isRetried(node) || stepsInside(node).length > 0) return true;
  return attempt?.input !== undefined || attempt?.output !== undefined || attempt?.error !== undefined;
}

export function isRetried({ attempts, isAttempt }: StepNode): boolean {
  return !isAttempt && attempts.length > 1;
}

function stepsInside({ attempts: [attempt], tree }: StepNode): readonly Attempts[] {
  return (attempt && tree.inside.get(attempt.id)) ?? [];
}

const stepPrefix = 'step:';

function stepKey([first]: Attempts): string {
  return stepPrefix + first?.id;
}

function attemptKey({ id }: Step): string {
  return `attempt:${id}`;
}

function indexOfStep(groups: readonly Attempts[], key: string): number {
  if (!key.startsWith(stepPrefix)) return -1;
  const id = key.slice(stepPrefix.length);
  return groups.findIndex(([first]) => first?.id === id);
}

/** The parts of a step that its neighbors and inner steps share. */
type Around = Pick<StepNode, 'tree' | 'reveal' | 'usual'>;

function stepNode(
  groups: readonly Attempts[],
  index: number,
  { tree, reveal, usual }: Around,
): StepNode | undefined {
  const attempts = groups[index];
  if (!attempts) return undefined;
  const titleWidth = titleWidthOf(groups);
  return {
    type: 'step',
    key: stepKey(attempts),
    attempts,
    isAttempt: false,
    tree,
    titleWidth,
    label: stepLabels(groups).get(attempts),
    reveal,
    usual,
  };
}

/** Attempts apart from the steps inside of them. */
export function attemptNodes(attempts: readonly Step[], reveal: boolean): readonly StepNode[] {
  return attempts.map(attempt => attemptNode(attempt, { tree: emptyStepTree, reveal }));
}

function attemptNode(attempt: Step, { tree, reveal, usual }: Around): StepNode {
  const key = attemptKey(attempt);
  return { type: 'step', key, attempts: [attempt], isAttempt: true, tree, titleWidth: 0, reveal, usual };
}

const longestName = 30;
const mostMeasured = 100;
/** The column of what is said of neighbouring steps; cached by list. */
const titleWidthOf = memo((groups: readonly Attempts[]): number => {
  const labels = stepLabels(groups);
  const names = groups
    .slice(0, mostMeasured)
    .map(group => stepTitle(group[0].name, labels.get(group)).slice(0, longestName));
  const width = 2 + Math.min(longestName, Math.max(...names.map(displayWidth)));
  return width;
});

/** More steps of one name get no labels: all their inputs would have to be read for the first row. */
const mostOfName = 100;

type Labels = ReadonlyMap<Attempts, string>;

/** The values that tell neighbouring steps of one name apart, as in a comparison: `index=17`. */
const stepLabels = memo(findLabels);

function findLabels(groups: readonly Attempts[]): Labels {
  const labels = new Map<Attempts, string>();
  for (const alike of Map.groupBy(groups, ([{ name }]) => name).values()) {
    if (alike.length < 2 || alike.length > mostOfName) continue;
    const nodes = alike.map(group => ({ group, a: group[0], b: group[0] }));
    for (const [{ group }, label] of siblingValues(nodes) ?? []) labels.set(group, label);
  }
  return labels;
}

/** The input, the output and the error of the attempt of a node; cached by node. */
const stepParts = memo((node: StepNode): readonly Part[] => {
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
function stepTitle(name: string, label: string | undefined): string {
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
    error ? describeErrorInRow(error) : '',
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

/** From the start of the first attempt to the end of the last, or to its start; none while that is active. */
function elapsedOf(attempts: Attempts): number | undefined {
  const last = attempts.at(-1);
  if (!last || isActive(last)) return undefined;
  const finishedAt = last.finishedAt ?? (attempts.length > 1 ? last.startedAt : undefined);
  return finishedAt === undefined
    ? undefined
    : durationMs({ startedAt: attempts[0]?.startedAt, finishedAt }, 0);
}
