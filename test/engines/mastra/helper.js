// An agent with a tool, and a mock model that says one text after another.
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { z } from 'zod';

const usage = {
  inputTokens: { total: 21, noCache: 21, cacheRead: 0 },
  outputTokens: { total: 8, text: 8, reasoning: 0 },
};

/** `answer` gives what the model says to a prompt: a `text`, the arguments of a `tool`, or an `error`. */
export function createHelper(answer) {
  const model = {
    specificationVersion: 'v3',
    provider: 'openai',
    modelId: 'mock-1',
    supportedUrls: {},
    async doGenerate({ prompt }) {
      const { text, tool, error } = answer(prompt);
      if (error) throw new Error(error);
      const call = {
        type: 'tool-call',
        toolCallId: 'call_1',
        toolName: 'weather',
        input: JSON.stringify(tool),
      };
      return {
        content: [...(text ? [{ type: 'text', text }] : []), ...(tool ? [call] : [])],
        finishReason: { unified: tool ? 'tool-calls' : 'stop', raw: 'stop' },
        usage,
        warnings: [],
        response: { id: 'r1', modelId: 'mock-2026', timestamp: new Date() },
      };
    },
  };
  const weather = createTool({
    id: 'weather',
    description: 'tells the weather',
    inputSchema: z.object({ city: z.string() }),
    outputSchema: z.any(),
    execute: async ({ city }) => ({ city, sky: 'blue' }),
  });
  return new Agent({
    id: 'helper',
    name: 'helper',
    instructions: 'You are kind.',
    model,
    tools: { weather },
    maxRetries: 0,
  });
}
