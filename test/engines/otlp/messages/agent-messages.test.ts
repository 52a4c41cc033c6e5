import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { listAll } from '../../../contract/reading.ts';
import { type Attributes, type SpanText, tracesLine } from '../otlp-text.ts';
import { readText } from '../read-text.ts';

/** Roles and contents, after checking that the row counts as many. */
async function conversation(...spans: readonly SpanText[]): Promise<readonly unknown[]> {
  const store = readText(tracesLine(spans));
  const [row] = await listAll(store, emptyQuery);
  const run = await store.getRun(row?.id ?? '', { include: { messages: true } });
  expect(row?.messageCount ?? 0).toBe(run?.messages?.length);
  return run?.messages?.map(({ role, content }) => [role, content]) ?? [];
}

const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });

const messages = (end: 'input' | 'output', ...list: readonly unknown[]): Attributes => ({
  [`gen_ai.${end}.messages`]: JSON.stringify(list),
});

const instructions = (text: string): Attributes => ({ 'gen_ai.system_instructions': text });

const agent = (attributes: Attributes, id = 'agent', parent?: string): SpanText => ({
  id,
  parent,
  to: 100,
  attributes: { 'gen_ai.operation.name': 'invoke_agent', ...attributes },
});

const chat = (from: number, attributes: Attributes, parent = 'agent'): SpanText => ({
  id: `c${from}`,
  parent,
  from,
  to: from + 5,
  attributes: { 'gen_ai.operation.name': 'chat', ...attributes },
});

describe('instructions', () => {
  it.each([
    ['a plain text', 'Be kind.'],
    ['a JSON text', '"Be kind."'],
    ['a list of parts', '[{"type":"text","content":"Be kind."}]'],
    ['a list of texts', '["Be kind."]'],
    ['one part', '{"type":"text","content":"Be kind."}'],
  ])('in %s are the system message of a call', async (_, text) => {
    const call = chat(0, { ...instructions(text), ...messages('input', said('user', 'Hi')) }, undefined);
    expect(await conversation(call)).toEqual([
      ['system', 'Be kind.'],
      ['user', 'Hi'],
    ]);
  });

  it.each(['', '[]', '[null]'])('that are %o are none', async text => {
    const call = chat(0, { ...instructions(text), ...messages('input', said('user', 'Hi')) }, undefined);
    expect(await conversation(call)).toEqual([['user', 'Hi']]);
  });

  it('of the agent come before the messages of its calls, once', async () => {
    const first = [said('user', 'yes')];
    const second = [...first, said('assistant', 'sure?'), said('user', 'yes')];
    const spans = [
      agent(instructions('Be kind.')),
      chat(10, { ...messages('input', ...first), ...messages('output', said('assistant', 'sure?')) }),
      chat(20, { ...messages('input', ...second), ...messages('output', said('assistant', 'done')) }),
    ];
    expect(await conversation(...spans)).toEqual([
      ['system', 'Be kind.'],
      ['user', 'yes'],
      ['assistant', 'sure?'],
      ['user', 'yes'],
      ['assistant', 'done'],
    ]);
  });

  it('are those of the call where it has its own', async () => {
    const own = { ...instructions('Be brief.'), ...messages('input', said('user', 'Hi')) };
    expect(await conversation(agent(instructions('Be kind.')), chat(10, own))).toEqual([
      ['system', 'Be brief.'],
      ['user', 'Hi'],
    ]);
  });
});

describe('messages of an agent', () => {
  const asked = messages('input', said('user', 'How is Rome?'));
  const answered = (text: string) => messages('output', said('assistant', text));

  it('stay where the calls inside it have only outputs', async () => {
    const own = { ...instructions('Be kind.'), ...asked, ...answered('blue') };
    const spans = [agent(own), chat(10, answered('looking')), chat(20, answered('blue'))];
    expect(await conversation(...spans)).toEqual([
      ['system', 'Be kind.'],
      ['user', 'How is Rome?'],
      ['assistant', 'looking'],
      ['assistant', 'blue'],
    ]);
  });

  it('come first also where all spans start in the same ms', async () => {
    const spans = [chat(0, answered('blue')), agent(asked)];
    expect(await conversation(...spans)).toEqual([
      ['user', 'How is Rome?'],
      ['assistant', 'blue'],
    ]);
  });

  it('end with its answer where the calls inside it have only inputs', async () => {
    expect(await conversation(agent({ ...asked, ...answered('blue') }), chat(10, asked))).toEqual([
      ['user', 'How is Rome?'],
      ['assistant', 'blue'],
    ]);
  });

  it('are not repeated where the calls inside it have both', async () => {
    const wrapped = { ...messages('input', said('user', 'in other words')), ...answered('as well') };
    expect(await conversation(agent(wrapped), chat(10, { ...asked, ...answered('blue') }))).toEqual([
      ['user', 'How is Rome?'],
      ['assistant', 'blue'],
    ]);
  });

  it('stay with each of the agents that call one another', async () => {
    const inner = agent(messages('input', said('user', 'And now?')), 'inner', 'tool');
    const spans: readonly SpanText[] = [
      agent(asked),
      chat(10, answered('I ask')),
      { id: 'tool', parent: 'agent', from: 20, to: 60 },
      { ...inner, from: 21, to: 50 },
      chat(30, answered('sunny'), 'inner'),
      chat(70, answered('blue')),
    ];
    expect(await conversation(...spans)).toEqual([
      ['user', 'How is Rome?'],
      ['assistant', 'I ask'],
      ['user', 'And now?'],
      ['assistant', 'sunny'],
      ['assistant', 'blue'],
    ]);
  });

  it('stay where it goes on in a span of its own, which has only instructions', async () => {
    const spans: readonly SpanText[] = [
      agent({ ...instructions('Be kind.'), ...asked }),
      { ...agent(instructions('Be kind.'), 'resumed', 'agent'), from: 50 },
      chat(60, answered('blue'), 'resumed'),
    ];
    expect(await conversation(...spans)).toEqual([
      ['system', 'Be kind.'],
      ['user', 'How is Rome?'],
      ['assistant', 'blue'],
    ]);
  });

  it('follow the instructions of an agent inside, where only that has some', async () => {
    const spans = [
      agent(asked),
      agent(instructions('Be brief.'), 'inner', 'agent'),
      chat(10, answered('blue'), 'inner'),
    ];
    expect(await conversation(...spans)).toEqual([
      ['system', 'Be brief.'],
      ['user', 'How is Rome?'],
      ['assistant', 'blue'],
    ]);
  });

  it('are read in the forms of Mastra: a text, a list, or one message', async () => {
    for (const input of [
      'Hi',
      '[{"role":"user","content":"Hi"}]',
      '{"role":"user","content":"Hi"}',
      '["Hi"]',
    ]) {
      expect(await conversation(agent({ 'mastra.agent_run.input': input }))).toEqual([['user', 'Hi']]);
    }
    expect(await conversation(agent({ 'mastra.agent_run.input': '{"resumeData":{"ok":true}}' }))).toEqual([]);
  });

  it('do not break where parents form a cycle', async () => {
    const spans = [
      { ...agent(asked, 'a', 'b') },
      { ...agent(answered('x'), 'b', 'a') },
      chat(10, answered('blue'), 'a'),
    ];
    expect(await conversation(...spans)).toEqual([
      ['user', 'How is Rome?'],
      ['assistant', 'blue'],
    ]);
  });
});
