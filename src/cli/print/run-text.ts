import { noteText } from '../../model/failure/memory/failure-mark.ts';
import { failingCall } from '../../model/report/failing-step.ts';
import { logsAround } from '../../model/report/logs-around.ts';
import { elapsedMs, type Run } from '../../model/run.ts';
import { runTags } from '../../model/run-fields.ts';
import { statusInfo, statusPhrase } from '../../model/status.ts';
import { countOf, formatAge, formatCost, formatDuration } from '../../model/text/formats.ts';
import { formatQueueWait, formatWakeTime } from '../../model/text/queue-wait.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';
import type { FailureFindings } from '../../operations/failures/explain-run.ts';
import { paintPhrases } from '../../screen/paint/phrases.ts';
import { joinPieces, type Piece, type Theme } from '../../screen/paint/theme.ts';
import { childAt, childCount } from '../../screen/run/outline/outline-children.ts';
import { type OutlineNode, section } from '../../screen/run/outline/outline-node.ts';
import { overviewOutline } from '../../screen/run/outline/overview-outline.ts';
import { flowLines } from '../../screen/run/rows/flow.ts';
import { rowPhrases } from '../../screen/run/rows/row-phrases.ts';
import { appendTracePage, emptyTrace } from '../../screen/trace/trace-index.ts';
import { type ArrangedTrace, arrangeTrace, wholeTimeNow } from '../../screen/trace/trace-view.ts';
import {
  seriesPieces,
  spanIndent,
  spanPieces,
  type WaterfallLook,
  waterfallColumns,
} from '../../screen/trace/waterfall-pieces.ts';
import type { Context } from '../context/context.ts';
import { outputColumns, outputTheme } from './write.ts';

type Options = { readonly summary: boolean; readonly findings?: FailureFindings };

/** The detail of a run in the rows of the screen, everything unfolded: sanitized and masked. */
export async function runText(
  run: Run,
  { summary, findings = {} }: Options,
  context: Context,
): Promise<readonly string[]> {
  const { head, parts, theme, print } = await readShown(run, findings, context);
  return withNote([...head, ...(summary ? [] : parts.flatMap(part => ['', ...print(part)]))], theme);
}

/** The head of a run and its error. */
export async function failedRunText(run: Run, context: Context): Promise<readonly string[]> {
  const { head, parts, theme, print } = await readShown(run, {}, context);
  const error = parts.find(({ key }) => key === 'error');
  return withNote([...head, ...(error ? ['', ...print(error)] : [])], theme);
}

async function readShown(run: Run, findings: FailureFindings, context: Context) {
  const theme = await outputTheme(context);
  const now = context.now();
  const index = run.trace ? appendTracePage(emptyTrace, run.trace) : emptyTrace;
  const trace = arrangeTrace(index, 'start', run, run.steps);
  const whole = wholeTimeNow(trace, now);
  const axis = { now, width: outputColumns(context), whole, time: whole };
  const look: Look = {
    ...{ ...axis, theme, columns: waterfallColumns(index, axis), slownessOf: () => undefined },
    ...{ summary: run, look: { format: 'yaml', wrap: true, reveal: false } },
  };
  const overview = overviewNodes(run, findings, now);
  const first = overview.findIndex(({ key }) => ['error', 'messages', 'input'].includes(key));
  const print = (node: OutlineNode) => [...nodeLines(node, look)];
  return {
    head: [...headLines(run, theme, now), ...overview.slice(0, first).flatMap(print)],
    parts: [...overview.slice(first), ...(run.trace ? [traceSection(trace)] : [])],
    ...{ theme, print },
  };
}

type Look = Parameters<typeof rowPhrases>[2] & WaterfallLook;

/** What is known of a failed run tells what failed; steps and messages are listed where asked for. */
function overviewNodes(run: Run, { whole = run, ...found }: FailureFindings, now: number): Nodes {
  const { usual, known, trace = run.trace } = found;
  const shown: Run = { ...whole, messages: run.messages, trace };
  const answer = {
    ...{ usual, ofGroup: known && [noteText(known, now)] },
    ...{ call: failingCall(shown), logs: trace && logsAround(shown, trace) },
  };
  return nodesBelow(overviewOutline(shown, false, { answer, isPrinted: true })).filter(({ key }) =>
    key === 'steps' ? run.steps !== undefined : key !== 'messages' || run.messages !== undefined,
  );
}

type Nodes = readonly OutlineNode[];

function nodesBelow(node: OutlineNode): Nodes {
  return Array.from({ length: childCount(node) }, (_, index) => childAt(node, index) ?? []).flat();
}

function traceSection(trace: ArrangedTrace): OutlineNode {
  const note = `${countOf(trace.spans.length, 'span')} · ${countOf(trace.logs.length, 'log')}`;
  return section('trace', 'Trace', [{ type: 'trace', key: 'spans', trace, reveal: false }], { note });
}

const mostRows = 200;

/** The rows of a node and of those below it: all, but of a payload or a text the first ones. */
function* nodeLines(
  node: OutlineNode,
  look: Look,
  depth = 0,
  room = { rows: mostRows },
): Generator<string, void> {
  const { type } = node;
  const count = childCount(node);
  const inner = type === 'trace' ? depth : depth + 1;
  const left = type === 'section' || type === 'step' ? { rows: mostRows } : room;
  yield* rowText(node, count > 0, depth, look);
  for (let index = 0; index < count; index += 1) {
    const child = childAt(node, index);
    if (!child || (type === 'step' && child.type !== 'step')) continue;
    // What was thrown repeats what is said of it.
    if (child.key === 'value' && index > 0) continue;
    const isPayload = child.type === 'value' || child.type === 'line';
    if (isPayload && left.rows <= 0) {
      const more = `… ${countOf(count - index, 'more row')}; -o json prints everything`;
      yield indentOf(inner) + look.theme.dim(more);
      break;
    }
    if (isPayload) left.rows -= 1;
    yield* nodeLines(child, look, inner, left);
  }
}

function rowText(node: OutlineNode, isOpen: boolean, depth: number, look: Look): readonly string[] {
  const { theme, width, columns } = look;
  const { type } = node;
  if (type === 'trace') return [];
  const isInWaterfall = type === 'span' || type === 'series';
  const start = isInWaterfall ? ' '.repeat(spanIndent(depth, columns) - 1) : indentOf(depth);
  const phrases = rowPhrases(node, isOpen, look);
  const line = (pieces: readonly Piece[], room = Number.POSITIVE_INFINITY) =>
    joinPieces([{ text: start }, ...pieces], room).trimEnd();
  if (type === 'span') return [line(spanPieces(node, phrases, start.length, look), width)];
  if (type === 'series') return [line(seriesPieces(node, phrases, start.length, look), width)];
  const isHeading = type === 'section' && node.tail !== undefined;
  const lines = isHeading ? flowLines(node, phrases, width - start.length) : [phrases];
  return lines.map(shown => line(paintPhrases(shown, theme)));
}

const deepestIndent = 20;

function indentOf(depth: number): string {
  return '  '.repeat(Math.min(depth, deepestIndent));
}

function withNote(lines: readonly string[], theme: Theme): readonly string[] {
  const hidden = lines.reduce((sum, line) => sum + line.split(mask).length - 1, 0);
  const secrets = countOf(hidden, 'secret is', 'secrets are');
  return hidden > 0 ? [...lines, '', theme.dim(`${secrets} masked; -o json prints everything`)] : lines;
}

function headLines(run: Run, theme: Theme, now: number): readonly string[] {
  const status = `${statusInfo[run.status].glyph} ${safeLine(statusPhrase(run, now))}`;
  const ms = elapsedMs(run, now);
  const never = run.status === 'queued' || run.startedAt !== undefined ? '' : 'not started';
  const parts = [
    run.cancelRequestedAt === undefined ? formatWakeTime(run, now) : '',
    run.trigger.label,
    formatAge(run.startedAt ?? run.createdAt, now),
    formatQueueWait(run, now),
    ms === undefined ? never : formatDuration(ms),
    run.costUsd === undefined ? '' : formatCost(run.costUsd),
    ...runTags.map(tag => run[tag] ?? ''),
  ];
  const shown = parts.map(part => safeLine(part)).filter(part => part !== '');
  return [
    `${theme.bold(safeLine(run.name))}  ${theme.status(run.status, status)}  ${safeLine(run.id)}`,
    theme.dim(shown.join(' · ')),
  ];
}
