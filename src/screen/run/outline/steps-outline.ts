import { siblingValues } from '../../../model/compare/text/difference-path.ts';
import { memo } from '../../../model/memo.ts';
import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import { durationMs, type Step } from '../../../model/run.ts';
import { isActive, statusInfo } from '../../../model/status.ts';
import {
  type Attempts,
  emptyStepTree,
  type StepTree,
  stepsAround,
  stepTreeOf,
} from '../../../model/steps/step-tree.ts';
import { countOf, formatCount, formatDuration } from '../../../model/text/formats.ts';
import { displayWidth } from '../../../model/text/width.ts';
import { usualWords } from '../../../model/usual/usual.ts';
import { pausedInside, usualOfStep } from '../../../model/usual/usual-steps.ts';
import { errorParts } from './error-section.ts';
import {
  type Children,
  joinChildren,
  listChildren,
  type Part,
  payloadNode,
  type SectionNode,
  type StepNode,
  type StepsNode,
  section,
  titleWidth,
  type ValueNode,
} from './outline-node.ts';
import { partsChildren } from './payload-values.ts';

/** `4 · 1 retried · 1 failed`. */
export function stepsTitle({ steps, inRetry }: StepsNode): SectionNode {
  const tree = stepTreeOf(steps);
  const { all, retried } = tree;
  const failed = tree.failed - (inRetry ? 1 : 0);
  const note = [
    formatCount(all.length),
    retried === 0 ? '' : `${formatCount(retried)} retried`,
    inRetry ? '1 to be tried again' : '',
    failed === 0 ? '' : `${formatCount(failed)} failed`,
  ];
  return section('steps', 'Steps', [], { titleWidth, note: note.filter(Boolean).join(' · ') });
}

export function stepsChildren({ steps, reveal, usual, inRetry }: StepsNode): Children {
  const tree = stepTreeOf(steps);
  return groupChildren(tree.roots, { tree, reveal, usual, inRetry });
}

function groupChildren(groups: readonly Attempts[], around: Around): Children {
  return {
    count: () => groups.length,
    at: index => stepNode(groups, index, around),
    indexOf: key => {
      const id = key.startsWith(stepPrefix) ? key.slice(stepPrefix.length) : undefined;
      return groups.findIndex(([first]) => first.id === id);
    },
  };
}

export function stepChildren(node: StepNode): Children {
  if (isRetried(node)) return listChildren(attemptNodes(node.attempts, node));
  return joinChildren(partsChildren(stepParts(node)), groupChildren(stepsInside(node), node));
}

export function keysOfAttempt(tree: StepTree, attempt: Step): readonly string[] {
  return stepsAround(tree, attempt).flatMap((group, index, all) => {
    const parentId = all[index + 1]?.[0]?.parentId ?? attempt.id;
    const inner = group.find(({ id }) => id === parentId);
    return [stepPrefix + group[0].id, ...(group.length > 1 && inner ? [attemptKey(inner)] : [])];
  });
}

export function isStepFoldable(node: StepNode): boolean {
  if (isRetried(node) || stepsInside(node).length > 0) return true;
  const [{ input, output, error }] = node.attempts;
  return input !== undefined || output !== undefined || error !== undefined;
}

export function isRetried({ attempts, isAttempt }: StepNode): boolean {
  return !isAttempt && attempts.length > 1;
}

function stepsInside({ attempts: [attempt], tree }: StepNode): readonly Attempts[] {
  return tree.inside.get(attempt.id) ?? [];
}

const stepPrefix = 'step:';

function attemptKey({ id }: Step): string {
  return `attempt:${id}`;
}

type Around = Pick<StepNode, 'tree' | 'reveal' | 'usual' | 'inRetry'>;

function stepNode(
  groups: readonly Attempts[],
  index: number,
  { tree, reveal, usual, inRetry }: Around,
): StepNode | undefined {
  const attempts = groups[index];
  if (!attempts) return undefined;
  const key = stepPrefix + attempts[0].id;
  const labels = { titleWidth: titleWidthOf(groups), label: stepLabels(groups).get(attempts) };
  return { type: 'step', key, attempts, isAttempt: false, tree, ...labels, reveal, usual, inRetry };
}

export function attemptNodes(
  attempts: readonly Step[],
  { tree = emptyStepTree, reveal, usual }: Partial<Around> & Pick<Around, 'reveal'>,
): readonly StepNode[] {
  return attempts.map(attempt => {
    const key = attemptKey(attempt);
    return { type: 'step', key, attempts: [attempt], isAttempt: true, tree, titleWidth: 0, reveal, usual };
  });
}

const longestName = 30;
const mostMeasured = 100;
const titleWidthOf = memo((groups: readonly Attempts[]): number => {
  const labels = stepLabels(groups);
  const names = groups
    .slice(0, mostMeasured)
    .map(group => stepTitle(group[0].name, labels.get(group)).slice(0, longestName));
  return 2 + Math.min(longestName, Math.max(...names.map(displayWidth)));
});

/** More steps of one name get no labels: all their inputs would have to be read for the first row. */
const mostOfName = 100;

/** The values that tell neighbouring steps of one name apart, as in a comparison: `index=17`. */
const stepLabels = memo((groups: readonly Attempts[]): ReadonlyMap<Attempts, string> => {
  const labels = new Map<Attempts, string>();
  for (const alike of Map.groupBy(groups, ([{ name }]) => name).values()) {
    if (alike.length < 2 || alike.length > mostOfName) continue;
    const nodes = alike.map(group => ({ group, a: group[0], b: group[0] }));
    for (const [{ group }, label] of siblingValues(nodes) ?? []) labels.set(group, label);
  }
  return labels;
});

const stepParts = memo(({ attempts: [attempt], reveal }: StepNode): readonly Part[] =>
  payloadParts(attempt, reveal),
);

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
  const { attempts, isAttempt, label } = node;
  const { attempt, name, status } = lastOf(attempts);
  return section('step', isAttempt ? `attempt ${formatCount(attempt)}` : stepTitle(name, label), [], {
    titleWidth: node.titleWidth,
    tone: status === 'failed' && !isInRetry(node) ? 'error' : 'plain',
    note: stepNote(node),
  });
}

function isInRetry({ attempts, isAttempt, inRetry }: StepNode): boolean {
  return !isAttempt && attempts === inRetry;
}

function lastOf(attempts: Attempts): Step {
  return attempts.at(-1) ?? attempts[0];
}

function stepTitle(name: string, label: string | undefined): string {
  return label === undefined ? name : `${name} ${label}`;
}

function stepNote(node: StepNode): string {
  const { attempts, isAttempt } = node;
  const { status, error, type } = lastOf(attempts);
  const elapsed = elapsedOf(attempts);
  const { glyph, label } = statusInfo[status];
  // 'Waiting on hook' and 'Sleeping' tell the type.
  const hasType = !isAttempt && type !== 'action' && !label.toLowerCase().includes(type);
  return [
    isInRetry(node) ? `${statusInfo.sleeping.glyph} To be tried again` : `${glyph} ${label}`,
    hasType ? type : '',
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

/** Names a single attempt if the store has not kept those before it. */
function attemptsText(attempts: Attempts): string {
  if (attempts.length > 1) return countOf(attempts.length, 'attempt');
  const [{ attempt }] = attempts;
  return attempt > 1 ? `attempt ${formatCount(attempt)}` : '';
}

/** From the start of the first attempt to the end of the last, or to its start if that is unknown. */
function elapsedOf(attempts: Attempts): number | undefined {
  const last = lastOf(attempts);
  if (isActive(last)) return undefined;
  const finishedAt = last.finishedAt ?? (attempts.length > 1 ? last.startedAt : undefined);
  if (finishedAt === undefined) return undefined;
  return durationMs({ startedAt: attempts[0].startedAt, finishedAt }, 0);
}
