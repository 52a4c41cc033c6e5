import { isRecord } from '../../is-record.ts';
import type { Message } from '../../run.ts';

/** The value whose words a bare word searches in a conversation: what was said, and each tool call. */
export function searchedMessages(messages: readonly Message[]): readonly unknown[] {
  return messages.map(({ content, thought, toolCalls, error }) => {
    const calls: readonly unknown[] = Array.isArray(toolCalls) ? toolCalls : [];
    return [thought, content, ...calls.filter(isRecord).map(callTexts), errorTexts(error)];
  });
}

function callTexts(call: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [call.name, call.arguments, call.result, errorTexts(call.error)];
}

function errorTexts(error: unknown): readonly unknown[] {
  return isRecord(error) ? [error.name, error.message] : [];
}
