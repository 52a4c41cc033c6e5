import { describe, expect, test } from 'vitest';
import { openRecorded } from '../recorded.ts';

describe('recorder.agent', () => {
  test('records the conversation in order, with thoughts and what came of the tool calls', async () => {
    const { recorder, only } = await openRecorded();
    const answer = await recorder.agent(
      { name: 'support-agent', input: 'where is my order?', trigger: 'prompt' },
      async session => {
        session.message({ role: 'user', content: 'where is my order?' });
        session.message({
          role: 'assistant',
          thought: 'look it up',
          toolCalls: [
            { name: 'find', arguments: { id: 1 } },
            { name: 'find', arguments: { id: 2 } },
          ],
        });
        await session.tool('find', { id: 1 }, () => ({ state: 'sent' }));
        await session
          .tool('find', { id: 2 }, () => Promise.reject(new Error('no such order')))
          .catch(() => {});
        session.message({ role: 'assistant', content: 'it was sent' });
        return 'it was sent';
      },
    );
    expect(answer).toBe('it was sent');
    const run = await only();
    expect(run).toMatchObject({
      kind: 'agent',
      name: 'support-agent',
      status: 'success',
      messageCount: 3,
      stepCount: 2,
    });
    const [question, called, answered] = run.messages ?? [];
    expect(question).toMatchObject({ role: 'user', content: 'where is my order?' });
    expect(called).toMatchObject({ role: 'assistant', thought: 'look it up' });
    expect(called?.content).toBeUndefined();
    expect(called?.toolCalls?.map(call => [call.arguments, call.result, call.error?.message])).toEqual([
      [{ id: 1 }, { state: 'sent' }, undefined],
      [{ id: 2 }, undefined, 'no such order'],
    ]);
    expect(answered).toMatchObject({ content: 'it was sent' });
    expect(run.steps?.map(step => [step.name, step.type, step.status])).toEqual([
      ['find', 'tool', 'success'],
      ['find', 'tool', 'failed'],
    ]);
  });

  test('a tool call that no message has is added to the last answer, or to a message of its own', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.agent({ name: 'a' }, async session => {
      await session.tool('first', { n: 1 }, () => 1);
      session.message({ role: 'user', content: 'more' });
      session.message({ role: 'assistant', content: 'so be it' });
      await session.tool('second', undefined, () => 2);
    });
    const { messages } = await only();
    expect(
      messages?.map(message => [message.role, message.toolCalls?.map(call => [call.name, call.result])]),
    ).toEqual([
      ['assistant', [['first', 1]]],
      ['user', undefined],
      ['assistant', [['second', 2]]],
    ]);
  });

  test('shows a tool call that is still going on', async () => {
    const { recorder, store } = await openRecorded();
    const opened = await store();
    await recorder.agent({ name: 'a', id: 's' }, async session => {
      await session.tool('slow', {}, async () => {
        await recorder.flush();
        const [message] = (await opened.getRun('s', { include: { messages: true } }))?.messages ?? [];
        expect(message?.toolCalls).toMatchObject([{ name: 'slow' }]);
        expect(message?.toolCalls?.[0]).not.toHaveProperty('result');
      });
    });
  });

  test('keeps why there was no answer', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.agent({ name: 'a' }, session => {
      session.message({ role: 'assistant', error: new RangeError('prompt too long') });
    });
    expect((await only()).messages?.[0]?.error).toMatchObject({
      name: 'RangeError',
      message: 'prompt too long',
    });
  });

  test('a session without messages is a session of none', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.agent({ name: 'a' }, () => 1);
    const run = await only();
    expect(run.messages).toEqual([]);
    expect(run.messageCount).toBe(0);
  });
});
