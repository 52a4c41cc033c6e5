import type { Message, ToolCall } from '../../model/run.ts';
import type { PayloadWriter } from './payload-lines.ts';

export function conversationText(messages: readonly Message[], payloads: PayloadWriter): readonly string[] {
  if (messages.length === 0) return ['no messages were recorded'];
  return messages.flatMap(message => [
    `${payloads.line(message.role)}:`,
    ...indent([
      ...(message.thought === undefined ? [] : payloads.text(`(thought) ${message.thought}`)),
      ...contentLines(message.content, payloads),
      ...(message.toolCalls ?? []).flatMap(call => toolCallLines(call, payloads)),
      ...(message.error === undefined ? [] : payloads.text(`✖ ${message.error.message ?? 'failed'}`)),
    ]),
  ]);
}

function contentLines(content: unknown, payloads: PayloadWriter): readonly string[] {
  if (content === undefined) return [];
  return typeof content === 'string' ? payloads.text(content) : payloads.value(content);
}

function toolCallLines(call: ToolCall, payloads: PayloadWriter): readonly string[] {
  return [
    `→ ${payloads.line(call.name)}`,
    ...indent(call.arguments === undefined ? [] : payloads.value(call.arguments)),
    ...indent(call.result === undefined ? [] : ['← result', ...indent(payloads.value(call.result))]),
    ...indent(call.error === undefined ? [] : payloads.text(`✖ ${call.error.message ?? 'failed'}`)),
  ];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map(line => `  ${line}`);
}
