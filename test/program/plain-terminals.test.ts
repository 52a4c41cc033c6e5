import { describe, expect } from 'vitest';
import type { Program } from '../pty/program.ts';
import { someOf } from '../trials.ts';
import { shareRecording } from './shared-recording.ts';
import { builtProgram, test, type Workplace } from './workplace.ts';

const location = shareRecording();

type Variables = Readonly<Record<string, string>>;

/** Opens the inspector with these variables, looks at everything that is styled, and leaves. */
async function lookAround(place: Workplace, variables: Variables): Promise<Program> {
  // The pseudo-terminal has its own idea of TERM; `env` has the last word.
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const args = [...given, process.execPath, builtProgram, location];
  const program = place.open({ command: 'env', args, columns: 140, rows: 30 });
  const { send, waitFor } = program;
  const steps: readonly (readonly [string, string | RegExp])[] = [
    ['', /▌.*● Running +long-job[\s\S]*✖ Failed +signup-pipeline/u],
    [' ', '1 marked'],
    ['\u001B', /of 2 *\n/u],
    ['/status:bogus,failed', '/ status:bogus,failed'],
    ['\u0015status:failed\r', '1–1 of 1'],
    ['\r', 'mail provider refused'],
    ['/mail\r', /\/mail: \d+ of \d+/u],
    ['\u001B2', '[2 Metadata]'],
    ['3', '[3 Trace]'],
    ['r', 'spans:'],
    ['Y', '│ Copy'],
    ['\u001B?', '│ Keys'],
    ['\u001B', 'q back'],
    ['q', 'q quit'],
    ['n', 'the table has no search'],
  ];
  for (const [keys, shown] of steps) {
    send(keys);
    await waitFor(shown);
  }
  send('q');
  expect(await program.exited).toMatchObject({ exitCode: 0 });
  return program;
}

/** The numbers of every style that was set. */
function styleCodes(raw: string): readonly number[] {
  const all = [...raw.matchAll(/\u001B\[([\d;:]*)m/gu)].flatMap(([, codes = '']) => codes.split(/[;:]/u));
  return [...new Set(all.map(Number))];
}

const isColor = (code: number) => (code >= 30 && code <= 49) || (code >= 90 && code <= 107);
const isBackground = (code: number) => (code >= 40 && code <= 49) || (code >= 100 && code <= 107);

describe.concurrent('statuses are told by glyph and word, whatever the terminal can', () => {
  test('with NO_COLOR there is no colour at all', async ({ place }) => {
    const { rawOutput } = await lookAround(place, { NO_COLOR: '1' });
    const codes = styleCodes(rawOutput());
    expect(codes).toContain(7);
    expect(codes.filter(isColor)).toEqual([]);
  });

  test.for(someOf<Variables>([{ COLORTERM: 'truecolor' }, { TERM: 'linux' }], 2))(
    "elsewhere (%j) only the terminal's own 16 colours, and no background that would not suit a light one",
    async (variables, { place }) => {
      const { rawOutput } = await lookAround(place, variables);
      const codes = styleCodes(rawOutput());
      expect(codes).toContain(31);
      expect(codes.filter(isBackground)).toEqual([]);
      expect(codes.filter(code => code === 38)).toEqual([]);
    },
  );
});

test('the table as text has colours on a terminal only, and not with NO_COLOR', async ({ place }) => {
  const args = ['workflows', 'runs', 'list', '--target', location, '-o', 'table'];
  const onTerminal = async (env: Variables) => {
    const program = place.open({ args, columns: 140, rows: 20, env });
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    return program.rawOutput();
  };
  expect(await onTerminal({})).toMatch(/\u001B\[31m✖ Failed/u);
  expect(await onTerminal({ NO_COLOR: '1' })).not.toContain('\u001B');
  expect((await place.run(...args)).stdout).not.toContain('\u001B');
});
