import { expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { answerJson, startStandIn } from './stand-in.ts';

const at = '2026-11-24T22:49:28.602Z';

const row = {
  id: 'inv_1aaaa',
  target: 'order/o1/run',
  target_service_name: 'order',
  target_handler_name: 'run',
  invoked_by: 'ingress',
  journal_commands_size: 4,
  created_at: at,
  running_at: at,
  completed_at: at,
  status: 'completed',
  completion_result: 'failure',
  completion_failure: '[422] card was declined',
};

const failure = { Failure: { code: 422, message: 'card was declined' } };

/** A real journal, shortened. */
const entries: readonly (readonly [type: string, entry: unknown])[] = [
  ['Command: Input', { Command: { Input: { payload: [] } } }],
  ['Command: Run', { Command: { Run: { completion_id: 1, name: 'fetch user' } } }],
  [
    'Notification: Run',
    { Notification: { Completion: { Run: { completion_id: 1, result: { Success: [49] } } } } },
  ],
  ['Command: Run', { Command: { Run: { completion_id: 2, name: 'charge card' } } }],
  ['Notification: Run', { Notification: { Completion: { Run: { completion_id: 2, result: failure } } } }],
  ['Command: Output', { Command: { Output: { result: failure, name: '' } } }],
];

const journal = entries.map(([entry_type, entry], index) => ({
  index,
  entry_type,
  raw_length: 10,
  entry_json: JSON.stringify(entry),
  appended_at: at,
}));

function rowsFor(query: string): readonly unknown[] {
  if (/from sys_invocation\s+where id =/.test(query)) return [row];
  if (!/from sys_journal\b(?!_)/.test(query)) return [];
  return journal.filter(
    ({ entry_type }) => !query.includes('entry_type in') || query.includes(`'${entry_type}'`),
  );
}

it.each([[''], [' --include steps'], [' --include messages,trace']])(
  'get -o table names the failing step as the screen does%s',
  async include => {
    const { url } = await startStandIn(({ path, body }, response) =>
      answerJson(
        response,
        path.endsWith('/query') ? { rows: rowsFor(JSON.parse(body).query) } : { version: '1.7.12' },
      ),
    );
    const words = `workflows runs get inv_1aaaa -o table --target restate:${url}${include}`;
    const { code, out } = await runCli(words.split(' '), { store: 'real', now: Date.now });
    expect(code).toBe(0);
    expect(out).toMatch(/^Error +failed in charge card(?: after \S+)?$/mu);
    expect(out.includes('fetch user')).toBe(include !== '');
  },
);
