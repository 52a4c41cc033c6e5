import { describeStillQueued } from '../../../contract/starts/offers.ts';
import { describeMarker } from '../../../model/payload/describe-marker.ts';
import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import { settledTail } from '../../../model/report/settled-text.ts';
import {
  type Message,
  type Run,
  type RunSummary,
  runAddress,
  type Step,
  type ToolCall,
  type Usual,
} from '../../../model/run.ts';
import { isActive, missingOutput, strandedLabel } from '../../../model/status.ts';
import { type StepTree, stepTreeOf } from '../../../model/steps/step-tree.ts';
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
  type Part,
  payloadNode,
  type RunLinkNode,
  type SectionNode,
  section,
} from './outline-node.ts';
import { describePayload } from './payload-size.ts';
import { entryCount, isContainer } from './payload-values.ts';
import { stepsNode } from './steps-outline.ts';

const titleWidth = 9;
const longestName = 30;

type Known = {
  readonly answer?: FailureAnswer;
  /** The workflows that running programs offer. */
  readonly offered?: readonly string[];
  readonly usualSteps?: UsualParts;
  /** Shown in place of steps that are not read. */
  readonly unreadSteps?: string;
  /** The run was read while it went on, and has ended: what it ended with is not read. */
  readonly isEndUnread?: boolean;
};

/** `known`: what was found out once the run was open. */
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
    errorSection(run, { titleWidth, reveal, answer, isRead: !isEndUnread }),
    settledLink(run),
    run.kind === 'agent' ? conversationSection(run, reveal) : undefined,
    payloadSection('input', 'Input', run.input, 'not recorded', reveal),
    payloadSection('output', 'Output', run.output, isEndUnread ? 'not read yet' : missingOutput(run), reveal),
    usageSection(run),
    run.steps === undefined && unreadSteps !== undefined
      ? unreadStepsSection(run, unreadSteps)
      : stepsNode(run, titleWidth, reveal, usualSteps),
  ];
  return section(
    'overview',
    '',
    parts.filter(part => part !== undefined),
  );
}

/** Why a run stays queued, where no running program offers its workflow. */
function queuedSection(run: Run, offered: readonly string[] | undefined): SectionNode | undefined {
  const waiting = offered && describeStillQueued(run, offered);
  if (!waiting) return undefined;
  const hint = section('queued-hint', '', [], { tone: 'dim', note: waiting.hint, tail: [] });
  return section('queued', 'Queued', [hint], { titleWidth, tone: 'warning', note: waiting.reason, tail: [] });
}

/** Why an active run does not go on, and what would wake it. */
function strandedSection({ strandedBy }: RunSummary): SectionNode | undefined {
  if (strandedBy === undefined) return undefined;
  const options = { titleWidth, tone: 'warning', note: strandedBy, tail: [] } as const;
  return section('stranded', strandedLabel, [], options);
}

function unreadStepsSection({ stepCount = 0 }: Run, unread: string): SectionNode {
  return section('unread-steps', 'Steps', [], { titleWidth, note: `${formatCount(stepCount)} · ${unread}` });
}

/** The overview before the run has been read, from its row in the table. */
export function summaryOutline(summary: RunSummary, reveal: boolean): SectionNode {
  const run: Run = { ...summary, usage: [] };
  const error = errorSection(run, { titleWidth, reveal, isRead: false });
  const parts = [strandedSection(summary), error].filter(part => part !== undefined);
  return section('overview', '', [...runLinks(summary), ...parts]);
}

function liveParts(run: Run, usual: UsualParts | undefined): readonly Part[] {
  const parts: Part[] = [];
  if (run.cancel) parts.push({ type: 'cancel', key: 'cancel', cancel: run.cancel });
  else if (run.cancelRequestedAt !== undefined) {
    parts.push({ type: 'cancel', key: 'cancel', cancel: { requestedAt: run.cancelRequestedAt } });
  }
  if (!isActive(run) || run.strandedBy !== undefined) return parts;
  const steps = run.steps ?? [];
  const activities = steps.filter(isActive).map(step => ({
    ...({ type: 'activity', key: `activity:${step.id}`, step } as const),
    usual: usual && usualOfActivity(step, stepTreeOf(steps), usual),
  }));
  return [...parts, ...activities];
}

/** A step that is active only because a step inside it is has no usual duration of its own. */
function usualOfActivity(step: Step, tree: StepTree, usual: UsualParts): Usual | undefined {
  const attempts = tree.groups.get(step.id) ?? ([step] as const);
  return isActiveInside(attempts, tree) ? undefined : usualOfStep(attempts, tree, usual);
}

function payloadSection(
  key: string,
  title: string,
  value: unknown,
  missing: string,
  reveal: boolean,
): SectionNode {
  const options = { titleWidth, pathName: key } as const;
  if (value === undefined) return section(key, title, [], { ...options, note: missing });
  const content = { type: 'value', value } as const;
  const marker = isContainer(value) ? describeMarker(value, { reveal }) : undefined;
  if (marker === undefined)
    return section(key, title, [entries(value, reveal)], {
      ...options,
      note: describePayload(value),
      content,
    });
  const parts = isBareMarker(value) ? [] : [entries(value, reveal)];
  return section(key, title, parts, { ...options, note: marker, content });
}

/** Whether a marker has no details beside its text. */
function isBareMarker(value: unknown): boolean {
  return isContainer(value) && entryCount(value) === 1;
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

/** Stores tell the newest ones alone. */
const mostKept = 100;

/** The run that this one repeats, and the newest of those that repeat it. */
function runLinks(run: RunSummary & Pick<Run, 'retries'>): readonly RunLinkNode[] {
  const { target, retryOf, retries = [] } = run;
  const link = (key: string, words: string, id: string, tail = ''): RunLinkNode => {
    const address = runAddress({ id, target });
    return { type: 'run-link', key, words, id, tail, address };
  };
  const [newest] = retries;
  const more = retries.length === mostKept ? ' or more' : '';
  const count = retries.length > 1 ? `newest of ${formatCount(retries.length)}${more}` : '';
  return [
    ...(retryOf === undefined ? [] : [link('retry-of', 'retry of', retryOf)]),
    ...(newest === undefined ? [] : [link('retried-as', 'retried as', newest, count)]),
  ];
}

/** The run that did the work of a failed one since, below its error: the cursor is on that already. */
function settledLink(run: RunSummary): RunLinkNode | undefined {
  const { settled, target } = run;
  if (!settled) return undefined;
  const address = runAddress({ id: settled.by, target });
  const tail = settledTail(run, settled);
  return { type: 'run-link', key: 'settled-by', words: 'settled by', id: settled.by, tail, address };
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
  if (error)
    parts.push(section('error', 'Error', errorParts(error, reveal), { tone: 'error', pathName: 'error' }));
  const isLongSystem = role === 'system' && typeof content === 'string' && content.length > longSystemUnits;
  return section(`message:${index}`, role.trim() || 'message', parts, {
    note: at === undefined ? undefined : formatClock(at),
    isOpenAtFirst: isOpen && !isLongSystem,
    pathName: `[${index}]`,
    content: { type: 'value', value: message },
  });
}

function toolCallSection(call: ToolCall, order: number, reveal: boolean): SectionNode {
  const { name, durationMs, error } = call;
  const parts: Part[] = [];
  if (call.arguments !== undefined) parts.push(payloadNode('arguments', 'arguments', call.arguments, reveal));
  if (call.result !== undefined) parts.push(payloadNode('result', 'result', call.result, reveal));
  if (error)
    parts.push(section('error', 'Error', errorParts(error, reveal), { tone: 'error', pathName: 'error' }));
  const words = [
    durationMs === undefined ? undefined : formatDuration(durationMs),
    error ? `failed: ${describeErrorInRow(error)}` : undefined,
    !error && call.result === undefined ? 'no result' : undefined,
  ];
  return section(`call:${order}`, `tool ${name}`, parts, {
    note: words.filter(word => word).join(' · '),
    tone: error ? 'error' : 'plain',
    isOpenAtFirst: false,
    pathName: name,
    content: { type: 'value', value: call },
  });
}
