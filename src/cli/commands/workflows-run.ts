import type { RunStore, StartResult, TargetInfo } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { isOfEngine } from '../../state/session/engine-target.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { readInput } from '../options/read-input.ts';
import { printData } from '../print/print-list.ts';
import { writeOut } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type RunRequest = {
  readonly workflow: string;
  /** As written: JSON, `@file`, or `-`. */
  readonly input?: string;
  readonly output: Output;
  readonly target: TargetChoice;
};

export async function runStartRun(request: RunRequest, context: Context): Promise<number> {
  const { workflow, output } = request;
  const input = request.input === undefined ? {} : { input: await readInput(request.input, context) };
  return withStore(request.target, context, async store => {
    const id = idOf(
      await store.startRun({ workflow, ...input }, { signal: context.signal }),
      store,
      workflow,
    );
    if (output.format === 'table') await writeOut(`started ${sanitizeLine(id)}\n`, context);
    else if (output.format === 'tsv') await writeOut(`${id}\n`, context);
    else await printData({ id }, output, context);
    return exitCodes.ok;
  });
}

function idOf(result: StartResult, { target }: RunStore, workflow: string): string {
  if (result.type === 'started') return result.id;
  if (result.type === 'refused') {
    throw new InspectorError('conflict', `${target.location} did not start a run: ${result.reason}`);
  }
  const [why, hint] = whyNot(target, workflow);
  throw new InspectorError('unsupported', `${target.location} cannot start runs: ${why}`, { hint });
}

function whyNot(target: TargetInfo, workflow: string): readonly [why: string, hint: string] {
  if (target.kind === 'http')
    return [
      'the server was not told how',
      'whoever runs the server gives it a URL that starts runs: see "runlens serve --help"',
    ];
  return isOfEngine(target)
    ? [
        'runlens does not start what an engine runs',
        `start "${workflow}" as the engine wants it; its run shows here`,
      ]
    : ['it only records them', `start "${workflow}" in the program that records into it`];
}
