import { describeError } from '../../../model/report/describe-error.ts';
import type { Message, Run, ToolCall } from '../../../model/run.ts';
import { countOf, formatClock, formatDuration } from '../../../model/text/formats.ts';
import { errorParts } from './error-section.ts';
import type { Part, SectionNode } from './outline-node.ts';
import { block, entries, foldedText, payloadNode, section } from './outline-parts.ts';

const mostOpenMessages = 500;
const longSystemUnits = 400;

export function conversationSection(run: Run, reveal: boolean): SectionNode {
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
  return section(`message:${index}`, role, parts, {
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
    error ? `failed: ${describeError(error)}` : undefined,
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
