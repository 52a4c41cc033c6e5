import * as v from 'valibot';
import type { RunStore } from '../contract/run-store.ts';
import type { WorkflowInfo } from '../contract/workflow-info.ts';
import type { FailureGroup } from '../model/failure/failure-groups.ts';
import type { Answer } from './answer/answer.ts';
import type { KeptLists } from './answer/kept-lists.ts';
import type { RecordedRuns } from './redacted-store/redact-run.ts';
import type { McpOptions, TargetStores } from './target-stores.ts';

export type ToolContext = Pick<McpOptions, 'by' | 'ownFailures'> & {
  readonly targets: TargetStores;
  readonly lists: { readonly workflows: KeptLists<WorkflowInfo>; readonly failures: KeptLists<FailureGroup> };
  /** Hashes of the starts to which no answer came, by the id of the run. */
  readonly unanswered: Map<string, string>;
  /** Epoch ms. */
  readonly now: number;
  readonly signal: AbortSignal;
};

type Input = v.GenericSchema<unknown, object>;

export type Tool = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  /** `acts` changes what runs, and is refused unless the user allowed it; `ends` stops what runs, too. */
  readonly effect: 'reads' | 'acts' | 'ends';
  /** `args` were checked by `input`. */
  readonly call: (args: unknown, context: ToolContext) => Promise<Answer>;
};

export function defineTool<Schema extends Input>(
  tool: Omit<Tool, 'input' | 'call'> & {
    readonly input: Schema;
    readonly call: (args: v.InferOutput<Schema>, context: ToolContext) => Promise<Answer>;
  },
): Tool {
  return { ...tool, call: (args, context) => tool.call(v.parse(tool.input, args), context) };
}

type Targeted = { readonly target?: string };

/** The masked store. */
export async function openStoreOf({ target }: Targeted, { targets }: ToolContext): Promise<RunStore> {
  return (await targets.open(target)).shown;
}

/** The unmasked runs, which only a masked answer may tell of. */
export async function openRecordedRuns(
  { target }: Targeted,
  { targets }: ToolContext,
): Promise<RecordedRuns> {
  return (await targets.open(target)).recorded;
}
