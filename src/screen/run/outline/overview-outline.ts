import { describeStillQueued } from '../../../contract/starts/offers.ts';
import { describeMarker } from '../../../model/payload/describe-marker.ts';
import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import { settledTail } from '../../../model/report/settled-text.ts';
import {
  type Message,
  type Run,
  type RunError,
  type RunSummary,
  runAddress,
  type Step,
  type ToolCall,
} from '../../../model/run.ts';
import { isActive, missingOutput, strandedLabel } from '../../../model/status.ts';
import { stepInRetry } from '../../../model/steps/step-in-retry.ts';
import { stepTreeOf } from '../../../model/steps/step-tree.ts';
import {
  countOf,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
} from '../../../model/text/formats.ts';
import { displayWidth } from '../../../model/text/width.ts';
import type { UsualParts } from '../../../model/usual/usual-parts.ts';
import { isActiveInside, usualOfStep } from '../../../model/usual/usual-steps.ts';
import { errorParts, errorSection, type FailureAnswer } from './error-section.ts';
import {
  block,
  entries,
  foldedText,
  type OutlineNode,
  type Part,
  payloadNode,
  type RunLinkNode,
  type SectionNode,
  section,
  titleWidth,
} from './outline-node.ts';
import { payloadSection } from './payload-size.ts';
import { entryCount, isContainer } from './payload-values.ts';

const longestName = 30;

type Known = {
  readonly answer?: FailureAnswer;
  readonly offered?: readonly string[];
  readonly usualSteps?: UsualParts;
  /** Shown in place of steps that are not read. */
  readonly unreadSteps?: string;
  /** Whether the run has ended since it was read, so that its output and error are not known. */
  readonly isEndUnread?: boolean;
};

export function overviewOutline(
  run: Run,
  reveal: boolean,
  { answer, offered, usualSteps, unreadSteps, isEndUnread = false }: Known = {},
): SectionNode {
  const parts: readonly (Part | undefined)[] = [
    ...runLinks(run),
    strandedSection(run),
    ...liveParts(run, usualSteps),
    queuedSection(run, offered),
    errorSection(run, reveal, { answer, isRead: !isEndUnread }),
    settledLink(run),
    run.kind === 'agent' ? conversationSection(run, reveal) : undefined,
    ioSection('input', 'Input', run.input, 'not recorded', reveal),
    ioSection('output', 'Output', run.output, isEndUnread ? 'not read yet' : missingOutput(run), reveal),
    usageSection(run),
    stepsPart(run, reveal, { usualSteps, unreadSteps }),
  ];
  return section(
    'overview',
    '',
    parts.filter(part => part !== undefined),
  );
}

function queuedSection(run: Run, offered: readonly string[] | undefined): SectionNode | undefined {
  const waiting = offered && describeStillQueued(run, offered);
  if (!waiting) return undefined;
  const hint = section('queued-hint', '', [], { tone: 'dim', note: waiting.hint, tail: [] });
  return section('queued', 'Queued', [hint], { titleWidth, tone: 'warning', note: waiting.reason, tail: [] });
}

function strandedSection({ strandedBy }: RunSummary): SectionNode | undefined {
  if (strandedBy === undefined) return undefined;
  const options = { titleWidth, tone: 'warning', note: strandedBy, tail: [] } as const;
  return section('stranded', strandedLabel, [], options);
}

function stepsPart(run: Run, reveal: boolean, { usualSteps, unreadSteps }: Known): Part | undefined {
  const { steps, stepCount = 0 } = run;
  if (steps && steps.length > 0)
    return { type: 'steps', key: 'steps', steps, reveal, usual: usualSteps, inRetry: stepInRetry(run) };
  const note = `${formatCount(stepCount)} · ${unreadSteps}`;
  return steps || unreadSteps === undefined
    ? undefined
    : section('unread-steps', 'Steps', [], { titleWidth, note });
}

/** The overview before the run has been read. */
export function summaryOutline(summary: RunSummary, reveal: boolean): SectionNode {
  const run: Run = { ...summary, usage: [] };
  const error = errorSection(run, reveal, { isRead: false });
  const parts = [strandedSection(summary), error].filter(part => part !== undefined);
  return section('overview', '', [...runLinks(summary), ...parts]);
}

function liveParts(run: Run, usual: UsualParts | undefined): readonly Part[] {
  const { cancelRequestedAt: requestedAt, steps = [] } = run;
  const cancel = run.cancel ?? (requestedAt === undefined ? undefined : { requestedAt });
  const parts: readonly Part[] = cancel ? [{ type: 'cancel', key: 'cancel', cancel }] : [];
  if (!isActive(run) || run.strandedBy !== undefined) return parts;
  return [...parts, ...steps.filter(isActive).map(step => activityNode(step, steps, usual))];
}

function activityNode(step: Step, steps: readonly Step[], usual: UsualParts | undefined): OutlineNode {
  const tree = stepTreeOf(steps);
  const attempts = tree.groups.get(step.id) ?? ([step] as const);
  // A step that is active only because a step inside it is has no usual duration of its own.
  const ownUsual = usual && !isActiveInside(attempts, tree) ? usualOfStep(attempts, tree, usual) : undefined;
  return { type: 'activity', key: `activity:${step.id}`, step, usual: ownUsual };
}

function ioSection(
  key: string,
  title: string,
  value: unknown,
  missing: string,
  reveal: boolean,
): SectionNode {
  const options = { titleWidth, pathName: key } as const;
  if (value === undefined) return section(key, title, [], { ...options, note: missing });
  const marker = isContainer(value) ? describeMarker(value, { reveal }) : undefined;
  if (!isContainer(value) || marker === undefined) return payloadSection(key, title, value, reveal, options);
  const hasDetails = entryCount(value) > 1;
  return payloadSection(key, title, value, reveal, {
    ...options,
    note: marker,
    ...(hasDetails ? {} : { parts: [] }),
  });
}

function usageSection(run: Run): SectionNode {
  const widest = Math.max(
    0,
    ...run.usage.slice(0, 100).map(({ name }) => displayWidth(name.slice(0, longestName))),
  );
  const nameWidth = Math.min(longestName, Math.max(16, widest));
  const rows = run.usage.map(
    (item, index) => ({ type: 'usage', key: String(index), item, nameWidth }) as const,
  );
  const note = run.costUsd === undefined ? undefined : formatCost(run.costUsd);
  return section('usage', 'Usage', rows, {
    titleWidth,
    note,
    pathName: 'usage',
    content: { type: 'value', value: run.usage },
  });
}

/** Stores list only so many of the newest retries. */
const mostRetries = 100;

function runLinks(run: RunSummary & Pick<Run, 'retries'>): readonly RunLinkNode[] {
  const { retryOf, retries = [] } = run;
  const [newest] = retries;
  const more = retries.length === mostRetries ? ' or more' : '';
  const count = retries.length > 1 ? `newest of ${formatCount(retries.length)}${more}` : '';
  return [
    ...(retryOf === undefined ? [] : [runLink(run, 'retry of', retryOf)]),
    ...(newest === undefined ? [] : [runLink(run, 'retried as', newest, count)]),
  ];
}

function runLink({ target }: RunSummary, words: string, id: string, tail = ''): RunLinkNode {
  const key = words.replace(' ', '-');
  return { type: 'run-link', key, words, id, tail, address: runAddress({ id, target }) };
}

/** Stands below the error, on which the cursor is at first. */
function settledLink(run: RunSummary): RunLinkNode | undefined {
  const { settled } = run;
  return settled && runLink(run, 'settled by', settled.by, settledTail(run, settled));
}

const mostOpenMessages = 500;
const longSystemUnits = 400;

function conversationSection(run: Run, reveal: boolean): SectionNode {
  const messages = run.messages ?? [];
  const opensAll = messages.length <= mostOpenMessages;
  const parts = messages.map((message, index) =>
    messageSection(message, index, reveal, opensAll || index >= messages.length - mostOpenMessages),
  );
  return section('messages', 'Conversation', parts, {
    note: messages.length === 0 ? 'no messages were recorded' : countOf(messages.length, 'message'),
    pathName: 'messages',
    content: { type: 'value', value: messages },
  });
}

function messageSection(message: Message, index: number, reveal: boolean, isOpen: boolean): SectionNode {
  const { role, at, content, thought, toolCalls, error } = message;
  const parts: Part[] = [];
  if (thought) parts.push(foldedText('thought', 'thought', thought, reveal));
  if (typeof content === 'string') {
    if (content !== '') parts.push(block('content', content, reveal));
  } else if (content !== undefined) parts.push(entries(content, reveal));
  parts.push(...(toolCalls ?? []).map((call, order) => toolCallSection(call, order, reveal)));
  if (error) parts.push(innerError(error, reveal));
  const isLongSystem = role === 'system' && typeof content === 'string' && content.length > longSystemUnits;
  return section(`message:${index}`, role.trim() || 'message', parts, {
    note: at === undefined ? undefined : formatClock(at),
    isOpenAtFirst: isOpen && !isLongSystem,
    pathName: `[${index}]`,
    content: { type: 'value', value: message },
  });
}

function innerError(error: RunError, reveal: boolean): SectionNode {
  return section('error', 'Error', errorParts(error, reveal), { tone: 'error', pathName: 'error' });
}

function toolCallSection(call: ToolCall, order: number, reveal: boolean): SectionNode {
  const { name, durationMs, error } = call;
  const parts: Part[] = [];
  if (call.arguments !== undefined) parts.push(payloadNode('arguments', 'arguments', call.arguments, reveal));
  if (call.result !== undefined) parts.push(payloadNode('result', 'result', call.result, reveal));
  if (error) parts.push(innerError(error, reveal));
  const words = [
    durationMs === undefined ? '' : formatDuration(durationMs),
    error ? `failed: ${describeErrorInRow(error)}` : '',
    !error && call.result === undefined ? 'no result' : '',
  ];
  return section(`call:${order}`, `tool ${name}`, parts, {
    note: words.filter(Boolean).join(' · '),
    tone: error ? 'error' : 'plain',
    isOpenAtFirst: false,
    pathName: name,
    content: { type: 'value', value: call },
  });
}
