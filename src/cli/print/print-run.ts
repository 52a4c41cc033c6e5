import { InspectorError } from '../../model/errors.ts';
import { isObject } from '../../model/is-record.ts';
import { toRunJson, toSummaryJson } from '../../model/report/run-json.ts';
import type { Run } from '../../model/run.ts';
import { redactValue } from '../../model/text/redact-value.ts';
import type { FailureFindings } from '../../operations/failures/explain-run.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/define-command.ts';
import { printData, printList } from './print-list.ts';
import { runShape } from './run-shape.ts';
import { writeLines, writeOut } from './write.ts';

type Options = {
  readonly output: Output;
  readonly summary?: boolean;
  readonly field?: string;
  readonly findings?: FailureFindings;
  readonly failureId?: string;
};

export async function printRun(run: Run, options: Options, context: Context): Promise<void> {
  const { output, summary = false, field, findings, failureId } = options;
  if (field === undefined && output.format === 'table') {
    const { runText } = await import('./run-text.ts');
    return writeLines(await runText(run, { summary, findings }, context), context);
  }
  if (field === undefined && output.format === 'tsv')
    return printList([run], runShape('', context), output, context);
  const now = context.now();
  const json = { ...(summary ? toSummaryJson(run, now) : toRunJson(run, now)), failureId };
  if (field === undefined) return printData(json, output, context);
  const shown = output.redact ? redactValue(json).value : json;
  await printField(readField(json, shown, field, run.id), { ...output, redact: false }, context);
}

/** A string is printed without quotes, for scripts, unless an option asks for JSON or YAML. */
async function printField(value: unknown, output: Output, context: Context): Promise<void> {
  if (typeof value === 'string' && !output.isExplicit) return writeOut(`${value}\n`, context);
  await printData(value, output, context);
}

/** `path` has recorded keys, and items as `.0` or `[0]`; `shown` has the same members with masked keys. */
function readField(recorded: unknown, shown: unknown, path: string, id: string): unknown {
  for (const keys of [path, path.replace(/\[(\d+)\]/gu, '.$1')]) {
    const found = readMember(recorded, shown, keys.split('.'));
    if (found.value !== undefined) return found.shown;
  }
  const hint = 'it was not recorded, or it needs --include steps, messages or trace';
  throw new InspectorError('unreadable', `run ${id} has no ${path}`, { hint });
}

function readMember(recorded: unknown, shown: unknown, keys: readonly string[]) {
  let at = { value: recorded, shown };
  for (const key of keys) {
    const { value, shown } = at;
    const index = isObject(value) && Object.hasOwn(value, key) ? Object.keys(value).indexOf(key) : -1;
    at = {
      value: isObject(value) && index >= 0 ? Reflect.get(value, key) : undefined,
      shown: isObject(shown) && index >= 0 ? Object.values(shown)[index] : undefined,
    };
  }
  return at;
}
