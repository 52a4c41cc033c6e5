import { describe, expect, it } from 'vitest';
import { toChatMessage } from '../../../../src/engines/otlp/messages/chat-message.ts';
import { toMessage } from '../../../../src/engines/otlp/messages/read-messages.ts';

const call = { id: 'c1', name: 'find', arguments: { q: 1 } };

/**
 * Invented after the public documentation of each; `test/engines/otlp/recorded` holds what real programs
 * wrote.
 */
describe('a message', () => {
  it.each([
    ['of OpenTelemetry', { parts: [{ type: 'tool_call', ...call }] }],
    [
      'of the AI SDK',
      { content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'find', input: { q: 1 } }] },
    ],
    [
      'of OpenAI',
      {
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: '{"q":1}' } }],
      },
    ],
    ['of Anthropic', { content: [{ type: 'tool_use', id: 'c1', name: 'find', input: { q: 1 } }] }],
    ['of Google', { parts: [{ functionCall: { id: 'c1', name: 'find', args: { q: 1 } } }] }],
    [
      'of OpenInference',
      { tool_calls: [{ tool_call: { id: 'c1', function: { name: 'find', arguments: '{"q":1}' } } }] },
    ],
  ])('has its call of a tool: %s', (_, raw) => {
    const spoken = toChatMessage({ role: 'assistant', ...raw }, 'user');
    expect(toMessage(spoken, 'm', undefined, new Map())).toEqual({
      id: 'm',
      role: 'assistant',
      content: '',
      toolCalls: [call],
    });
  });

  it.each([
    [
      'of OpenTelemetry',
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'two' }] },
    ],
    [
      'of the AI SDK',
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', toolName: 'find', output: { type: 'text', value: 'two' } },
        ],
      },
    ],
    ['of OpenAI', { role: 'tool', tool_call_id: 'c1', content: 'two' }],
    ['of Anthropic', { role: 'tool', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'two' }] }],
    [
      'of Google',
      { role: 'tool', parts: [{ functionResponse: { id: 'c1', name: 'find', response: 'two' } }] },
    ],
  ])('has what a tool gave, and is the same whoever writes it: %s', (_, raw) => {
    const spoken = toChatMessage(raw, 'user');
    expect(toMessage(spoken, 'm', undefined, new Map())).toMatchObject({ role: 'tool', content: 'two' });
    expect(spoken.key).toBe(toChatMessage({ role: 'tool', tool_call_id: 'c1', content: 'two' }, 'user').key);
  });

  it.each([
    [{ content: 'hi' }],
    [{ content: [{ type: 'text', text: 'hi' }] }],
    [{ content: [{ type: 'output_text', text: 'hi' }] }],
    [{ parts: [{ text: 'hi' }] }],
    [{ parts: [{ type: 'text', content: 'hi' }] }],
    [{ contents: [{ message_content: { type: 'text', text: 'hi' } }] }],
  ])('has its text: %j', raw => {
    expect(toMessage(toChatMessage(raw, 'user'), 'm', undefined, new Map()).content).toBe('hi');
  });
});
