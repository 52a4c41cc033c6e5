import * as v from 'valibot';
import { expect, test } from 'vitest';
import { callTool } from '../../src/mcp/call-tool.ts';
import { defineTool, type ToolContext } from '../../src/mcp/tool.ts';

function slowTool(effect: 'reads' | 'acts') {
  return defineTool({
    name: 'slow',
    title: 'Slow',
    description: 'Ends with its signal, or after a moment.',
    effect,
    input: v.strictObject({}),
    call: (_, { signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        setTimeout(() => resolve('done'), 200);
      }),
  });
}

const unused = () => Promise.reject(new Error('it is not needed'));

const context: ToolContext = {
  targets: { list: unused, open: unused, close: unused },
  lists: { workflows: { page: unused }, failures: { page: unused } },
  unanswered: new Map(),
  by: 'ada (agent)',
  ownFailures: unused,
  now: 0,
  signal: new AbortController().signal,
};

test.each([
  ['reads', /^too many runs have to be read: not answered within 0\.02 s\nnarrow the filter/u],
  ['acts', /^done$/u],
] as const)('a tool that %s is given up when its time is over only if it reads', async (effect, answer) => {
  const options = { mayAct: true, readMs: 20, reportBug: () => {} };
  const { content } = await callTool(slowTool(effect), {}, context, options);
  expect(content[0]?.text).toMatch(answer);
});
