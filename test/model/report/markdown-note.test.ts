import { describe, expect, test } from 'vitest';
import { markdownNote, traceExcerpt } from '../../../src/model/report/markdown-note.ts';
import type { Run, Span } from '../../../src/model/run.ts';
import { now } from '../../screen/run/frames/frames.ts';
import { failedRun, failedTrace, successRun } from '../../screen/run/frames/sample-runs.ts';

test('a note of a failed run has what a bug report needs', async () => {
  const note = markdownNote({ ...failedRun, trace: failedTrace }, now);
  await expect(note).toMatchFileSnapshot('../../golden/detail/note-failed.md');
});

test('a note of a failed run says what the team has noted of its group and what was found of it', () => {
  const ofGroup = ['OPS-12: BR needs CPF · ada, 2h ago', 'found 1h ago: input.plan is *'];
  const [, , sentence = '', , ...told] = markdownNote(failedRun, now, { ofGroup }).split('\n');
  expect(sentence).toMatch(/ failed in /u);
  expect(told.slice(0, 4)).toEqual([
    'OPS-12: BR needs CPF · ada, 2h ago',
    '',
    'found 1h ago: input.plan is \\*',
    '',
  ]);
});

describe('a note of a failed run', () => {
  const value = {
    name: 'SyncError',
    message: 'sync failed',
    cause: { name: 'ConnectError', message: 'refused\nat once', cause: { message: 'ECONNREFUSED' } },
  };
  const error = { value, name: 'SyncError', message: 'sync failed', code: 'ESYNC' };
  const call = (fields: Partial<Span>): Span => ({
    id: 'call',
    name: 'GET ledger.example/entries',
    kind: 'http',
    startAt: now,
    status: 'error',
    attributes: {},
    events: [],
    ...fields,
  });
  const noteOf = (fields: Partial<Run>) => markdownNote({ ...failedRun, error, ...fields }, now);

  test('has the innermost cause in its title, as the headline of the run', () => {
    expect(noteOf({}).split('\n')[0]).toMatch(/: ECONNREFUSED$/u);
    const errorSummary = { message: 'sync failed', cause: { name: 'TimeoutError', message: 'no answer' } };
    const [title] = noteOf({ error: undefined, errorSummary }).split('\n');
    expect(title).toMatch(/: TimeoutError: no answer$/u);
  });

  test('has the causes, nearest first', () => {
    expect(noteOf({})).toContain(
      'SyncError: sync failed\ncaused by ConnectError: refused\nat once\ncaused by ECONNREFUSED\ncode ESYNC',
    );
  });

  test('has the stack once, without the message and the frames of the recorder', () => {
    const own = '    at async Hw (runlens/dist/recorder.js:981:135)';
    const stack = `Error: sync failed\n    at send (a.js:1:1)\n${own}`;
    expect(noteOf({ error: { ...error, value: undefined, code: undefined, stack } })).toContain(
      '```text\nSyncError: sync failed\n    at send (a.js:1:1)\n1 frame of runlens left out\n```',
    );
  });

  test('has the status code of the call that failed', () => {
    const spans = [
      call({ id: 'a', attributes: { 'http.response.status_code': 503 } }),
      call({ id: 'b', status: 'unset', attributes: { 'http.status_code': '429' } }),
      call({ id: 'c', status: 'ok', attributes: { 'http.response.status_code': 200 } }),
    ];
    const note = noteOf({ trace: { spans, logs: [] } });
    expect(note).toContain('\n\nGET ledger.example/entries answered with status 429\n');
    expect(note).toContain('✖ GET ledger.example/entries  never ended  status 503');
  });

  test('takes the code from the error where the trace has none', () => {
    const cause = { response: { status: 404 } };
    expect(noteOf({ error: { ...error, value: { cause } } })).toContain(
      'the failing call answered with status 404',
    );
    expect(noteOf({ error: { ...error, value: { status: 'failed', statusCode: 7 } } })).not.toContain(
      'answered with',
    );
  });

  test('has what went into the step that failed, and into no other', () => {
    const [first, ...others] = failedRun.steps ?? [];
    const steps = [
      first && { ...first, input: 'first' },
      ...others.map(step => ({ ...step, input: { to: 7 } })),
    ];
    const note = noteOf({ steps: steps.filter(step => step !== undefined) });
    expect(note).toContain('## Input of the failing step\n\n```json\n{\n  "to": 7\n}\n```');
    expect(note).not.toContain('"first"');
  });

  test('has the raw trigger', () => {
    const trigger = { type: 'webhook', label: 'Webhook · signup', raw: 'POST /hooks/signup | x' };
    expect(noteOf({ trigger })).toContain('| Trigger, raw | POST /hooks/signup \\| x |');
    expect(noteOf({ trigger: { ...trigger, raw: '' } })).not.toContain('Trigger, raw');
  });
});

test('a note of a waiting run names what it waits for', () => {
  const note = markdownNote({ ...successRun, status: 'waiting', waitingFor: 'manual approval' }, now);
  expect(note).toContain('| Status | Waiting for manual approval |');
});

test('a note of a run that went well has no error', () => {
  const note = markdownNote(successRun, now);
  expect(note).not.toContain('## Error');
  expect(note).toContain('# signup-pipeline: Success');
});

test('nothing recorded ends a fence, breaks the table or reaches a terminal', () => {
  const input = { text: '````\n# not a heading\u001b[31m\u202e' };
  const note = markdownNote({ ...successRun, name: 'a | b\n# c `d` <img>', input }, now);
  expect(note).toContain('# a \\| b \\# c \\`d\\` \\<img\\>');
  expect(note).toContain('`````json');
  expect(note).not.toMatch(/[\u001b\u202e]/);
});

test('a payload too long for a note is cut, and the note says so', () => {
  const note = markdownNote({ ...successRun, input: 'x'.repeat(50_000) }, now);
  expect(note).toContain('cut: the first 20,000 of 50,002 characters');
  expect(note.length).toBeLessThan(25_000);
});

describe('an excerpt of a trace', () => {
  test('shows failing spans below what they ran in, with their logs', () => {
    expect(traceExcerpt(failedTrace)).toEqual([
      '✖ signup-pipeline  4.2s',
      '  ✖ send-email  4.0s',
      '    · 12:01:01.403Z warn  retrying in 200 ms',
      '    · 12:01:02.750Z warn  retrying in 400 ms',
      '    ✖ attempt 1  1.2s',
      '    ✖ attempt 2  1.2s',
      '    ✖ attempt 3  1.2s',
    ]);
  });

  test('shows the first spans where none failed', () => {
    const spans = failedTrace.spans.map(span => ({ ...span, status: 'ok' as const }));
    expect(traceExcerpt({ spans, logs: [] })).toEqual([
      'signup-pipeline  4.2s',
      '  create-user  180ms',
      '    INSERT users  160ms',
      '  send-email  4.0s',
      '    attempt 1  1.2s',
      '    attempt 2  1.2s',
      '    attempt 3  1.2s',
    ]);
    const [root] = spans;
    if (!root) throw new Error('the trace is empty');
    const many = Array.from({ length: 500 }, (_, at) => ({ ...root, id: `s${at}` }));
    expect(traceExcerpt({ spans: many, logs: [] }).at(-1)).toBe('… only the first 30 lines of the trace');
  });

  test('is short, and says what it leaves out', () => {
    const [root] = failedTrace.spans;
    if (!root) throw new Error('the trace is empty');
    const spans = Array.from({ length: 500 }, (_, at) => ({ ...root, id: `s${at}`, name: `span ${at}` }));
    const lines = traceExcerpt({ spans, logs: [] });
    expect(lines).toHaveLength(31);
    expect(lines.at(-1)).toContain('of 500 failing spans');
  });

  test('ends where parents run in a circle', () => {
    const [root] = failedTrace.spans;
    if (!root) throw new Error('the trace is empty');
    const spans = [
      { ...root, id: 'a', parentId: 'b' },
      { ...root, id: 'b', parentId: 'a' },
    ];
    expect(traceExcerpt({ spans, logs: [] })).toHaveLength(2);
  });
});
