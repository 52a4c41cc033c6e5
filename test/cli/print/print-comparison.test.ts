import { describe, expect, it } from 'vitest';
import { comparisonText } from '../../../src/cli/print/print-comparison.ts';
import { compareWithLast, runOf } from '../../model/compare/compared-runs.ts';

const tokens = (output: number) => runOf({ id: `run_${output}`, output: { tokens: output } });
const successes = [180, 240, 200, 210, 190].map(tokens);

describe('a comparison as text', () => {
  it.each([true, false])('lists a number far outside of the range (noise listed: %s)', withNoise => {
    const lines = comparisonText(compareWithLast(tokens(512), successes), { now: 0, withNoise });
    expect(lines.at(-1)).toBe('  output.tokens is 512, was 180 to 240 in 5 of 5 successes');
  });

  it('says that a run is not over yet, and that nothing differs so far', () => {
    const active = runOf({ status: 'running', finishedAt: undefined });
    const lines = comparisonText(compareWithLast(active, successes), { now: 0, withNoise: false });
    expect(lines[0]).toBe('no difference so far');
    expect(lines).toContain('run a has not ended yet: what comes later is not compared');
  });
});
