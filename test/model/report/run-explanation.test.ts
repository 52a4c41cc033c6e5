import { describe, expect, it } from 'vitest';
import {
  type ExplainedRun,
  longestExplanation,
  runExplanation,
} from '../../../src/model/report/run-explanation.ts';
import { createRun, failedRun, now } from '../../cli/sample-runs.ts';

const commands = { at: {}, canRunAgain: true };

function explain(explained: Partial<ExplainedRun>, withCommands = true): readonly string[] {
  const options = withCommands ? { now, commands } : { now };
  return runExplanation({ run: failedRun, unread: [], ...explained }, options);
}

describe('the explanation of a run', () => {
  it('begins with what failed, and ends with the next commands', () => {
    const lines = explain({
      failureId: '446tqrrgoar',
      difference: { text: 'input.plan is "scale", was "free" in 5 of 5 successes', against: 'run_done' },
    });
    expect(lines).toEqual([
      'signup-pipeline run_failed failed in send-email, attempt 3 of 3, after 4.2s, 2m ago',
      'error    TimeoutError: mail provider did not answer in 3000 ms',
      'group    446tqrrgoar',
      'differs  input.plan is "scale", was "free" in 5 of 5 successes (from run_done)',
      'at       sendMail (mail.ts:12:3)',
      'next     runlens diff run_failed',
      '         runlens failures get 446tqrrgoar',
      '         runlens workflows runs retry run_failed',
    ]);
  });

  it('has no commands for who cannot type them', () => {
    expect(explain({ failureId: '446tqrrgoar' }, false).join('\n')).not.toContain('runlens');
  });

  it('says by which run the failure was settled, and offers no retry then', () => {
    const settled = { by: 'run_done', at: now, how: 'retry' } as const;
    const lines = explain({ run: { ...failedRun, settled } });
    expect(lines.find(line => line.startsWith('settled'))).toMatch(
      /^settled {2}by run_done .*later: retry$/u,
    );
    expect(lines.join('\n')).not.toContain('retry run_failed');
  });

  it('offers no retry of a run that has not ended, which would run a second time beside it', () => {
    const run = createRun({ id: 'run_open', status: 'running', finishedAt: undefined });
    expect(explain({ run })).toEqual([expect.stringMatching(/ run_open has not ended yet, /)]);
  });

  it('names what was not read in time', () => {
    expect(explain({ unread: ['the comparison'] })).toContain('unread   the comparison: not read in time');
  });

  it('stays below 2,000 characters, safe and masked, whatever was recorded', () => {
    const long = `\u001b[31m${'very long '.repeat(5_000)}`;
    const message = `password=hunter22secret ${long}`;
    const run = createRun({
      ...failedRun,
      id: 'run_'.padEnd(900, 'x'),
      name: long,
      input: { items: Array.from({ length: 50 }, () => ({ qty: long })) },
      error: {
        value: {},
        name: 'TypeError',
        message,
        stack: `${message}\n    at ${long} (/srv/${long}.ts:1:2)`,
      },
    });
    const text = explain({
      run,
      difference: { text: long, against: run.id },
      failureId: long,
      unread: [long],
    }).join('\n');
    expect(text.length).toBeLessThanOrEqual(longestExplanation);
    expect(text).toContain('password=••••••');
    expect(text).not.toMatch(/\u001b|hunter22secret/u);
  });

  it('says of a run that succeeded no more than that', () => {
    const run = createRun({ id: 'run_done', status: 'success' });
    expect(explain({ run }, false)).toHaveLength(1);
  });
});
