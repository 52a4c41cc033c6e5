import { expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';

test('a person who types the command is told that an agent starts it', async () => {
  const { code, out, err } = await runCli(['mcp'], { typed: '' });
  expect([code, out]).toEqual([0, '']);
  expect(err).toContain('waiting for the messages of an agent');
});

test('a line that is no message is ignored, which one line tells', async () => {
  const { err } = await runCli(['mcp'], { typed: '[1,2]\nnot JSON\n' });
  expect(err.split('\n').slice(1)).toEqual(['runlens: ignored a line that is no message of JSON-RPC', '']);
});

test('it allows nothing but acting', async () => {
  const { code, err } = await runCli(['mcp', '--allow', 'everything']);
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are act');
});
