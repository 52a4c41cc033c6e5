import { InspectorError } from '../../model/errors.ts';
import { toRunJson, toSummaryJson } from '../../model/report/run-json.ts';
import type { Run } from '../../model/run.ts';
import { redactValue } from '../../model/text/redact.ts';
import type { Context } from '../context.ts';
import type { Output } from '../options/output-options.ts';
import { createListPrinter, printData } from './print-list.ts';
import { runShape } from './run-shape.ts';
import { writeLines, writeOut } from './write.ts';

type Options = {
  readonly output: Output;
  readonly summary?: boolean;
  readonly field?: string;
  /** The step that a failed run failed in, for text. */
  readonly failedIn?: string;
};

export async function printRun(run: Run, options: Options, context: Context): Promise<void> {
  const { output, summary = false, field, failedIn } = options;
  if (field === undefined && output.format === 'table') {
    const { runText } = await import('./run-text.ts');
    return writeLines(await runText(run, { summary, failedIn }, context), context);
  }
  if (field === undefined && output.format === 'tsv') {
    const printer = createListPrinter(runShape('', context), output, context);
    await printer.add([run]);
    await printer.end();
    return;
  }
  const now = context.now();
  const json = summary ? toSummaryJson(run, now) : toRunJson(run, now);
  const data = output.redact ? redactValue(json).value : json;
  if (field === undefined) return printData(data, output, context);
  await printField(readField(data, field, run.id), output, context);
}

/** A string is printed without quotes, for scripts, unless an option asks for JSON or YAML. */
async function printField(value: unknown, output: Output, context: Context): Promise<void> {
  if (typeof value === 'string' && !output.isExplicit) return writeOut(`${value}\n`, context);
  await printData(value, output, context);
}

function readField(data: unknown, path: string, id: string): unknown {
  let value = data;
  for (const key of path.split('.')) {
    const next = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = next ? Reflect.get(Object(value), key) : undefined;
  }
  if (value !== undefined) return value;
  throw new InspectorError('unreadable', `run ${id} has no ${path}`, {
    hint: 'it was not recorded, or it needs --include steps, messages or trace',
  });
}
