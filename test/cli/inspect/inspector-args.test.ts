import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/cli/inspect/inspect.ts';
import { parseInspectorArgs } from '../../../src/cli/inspect/inspector-args.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { trials } from '../../trials.ts';

describe('parseInspectorArgs', () => {
  it.each([
    [[], {}],
    [['./runs.db'], { target: './runs.db' }],
    [['--filter', 'status:failed'], { filter: 'status:failed' }],
    [['--target', 'prod', '--run', 'run_1'], { target: 'prod', runId: 'run_1' }],
    [['--filter', '-actor:ada', '../shop'], { filter: '-actor:ada', target: '../shop' }],
    [['--notify', '../shop', '--run', 'run_1'], { isNotifying: true, target: '../shop', runId: 'run_1' }],
    [['--linear', '--filter', 'failed'], { filter: 'failed' }],
    [['--filter', ''], { filter: '' }],
    [['run_01M8PXNAJ6'], { runId: 'run_01M8PXNAJ6' }],
    [['run_01M8…FJ', '--target', './a'], { runId: 'run_01M8…FJ', target: './a' }],
    [['wrun_01KA52G5'], { runId: 'wrun_01KA52G5' }],
    [['run_1.db'], { target: 'run_1.db' }],
  ])('reads %j', (argv, args) => expect(parseInspectorArgs(argv)).toEqual(args));

  it.each([
    [['demo']],
    [['prod']],
    [['--help']],
    [['--filter']],
    [['--filter=x']],
    [['--filter', 'a', '--filter', 'b']],
    [['./a', './b']],
    [['./a', 'run_01M8PXNAJ6']],
    [['run_01M8PXNAJ6', '--run', 'run_1']],
    [['./a', '--target', './b']],
    [['workflows', 'list']],
    [['--target', 'x', 'workflows', 'list']],
    [['--']],
  ])('leaves %j to the parser of all commands', argv => expect(parseInspectorArgs(argv)).toBeUndefined());

  it('means what the parser of all commands means', async () => {
    const words = fc.constantFrom(
      '--target',
      '--filter',
      '--run',
      '--notify',
      './a',
      '../b',
      'x.db',
      'run_01M8PXNA',
      'a',
      '-x',
      '',
      'list',
      '--',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 6 }), async argv => {
        const args = parseInspectorArgs(argv);
        if (!args) return;
        expect(await parseWithProgram(argv)).toEqual(args);
      }),
      { numRuns: trials(300) },
    );
  });
});

async function parseWithProgram(argv: readonly string[]) {
  const sink = { write: () => true, columns: 80 };
  const context = { stdout: sink, stderr: sink };
  const runner = { context: Object.assign(Object.create(null), context), done: () => {} };
  const program = await createProgram(runner, []);
  const parsed: { args?: unknown } = {};
  type Flags = { target?: string; filter?: string; run?: string; notify?: true };
  program.action((location: string | undefined, flags: Flags) => {
    const { target, filter, run, notify } = flags;
    parsed.args = { ...placeOf(location, { target, run }), filter, isNotifying: notify };
  });
  await program.parseAsync([...argv], { from: 'user' });
  return JSON.parse(JSON.stringify(parsed.args));
}
