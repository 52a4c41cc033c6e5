import { isRecord } from '../../is-record.ts';
import type { ErrorSummary, Message, RunSummary, Trigger } from '../../run.ts';
import { runTags } from '../../run-fields.ts';

export function shownTexts(summary: RunSummary): readonly string[] {
  const { id, name, trigger, errorSummary } = summary;
  const tags = runTags.map(tag => summary[tag]).filter(text => text !== undefined);
  return [id, name, ...errorTexts(errorSummary), ...tags, ...triggerTexts(trigger)];
}

export function triggerTexts({ type, label, raw }: Trigger): readonly string[] {
  return [type, label, raw];
}

type SearchedError = Pick<ErrorSummary, 'name' | 'message' | 'cause'>;

/** Message, name and both as shown, also of the innermost cause. */
export function errorTexts(error: SearchedError | undefined): readonly string[] {
  if (error === undefined) return [];
  const { name, message, cause } = error;
  const own = name === undefined ? [message] : [message, name, `${name}: ${message}`];
  return cause === undefined ? own : [...own, ...errorTexts(cause)];
}

export function errorNames({ errorSummary }: Pick<RunSummary, 'errorSummary'>): readonly string[] {
  return [errorSummary?.name, errorSummary?.cause?.name].filter(name => name !== undefined);
}

/** What a bare word searches in a conversation: what was said, and tool calls. */
export function searchedMessages(messages: readonly Message[]): readonly unknown[] {
  return messages.map(({ content, thought, toolCalls, error }) => {
    const calls: readonly unknown[] = Array.isArray(toolCalls) ? toolCalls : [];
    return [thought, content, ...calls.filter(isRecord).map(callTexts), errorValues(error)];
  });
}

function callTexts(call: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [call.name, call.arguments, call.result, errorValues(call.error)];
}

function errorValues(error: unknown): readonly unknown[] {
  return isRecord(error) ? [error.name, error.message] : [];
}
