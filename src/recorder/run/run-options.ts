import type { RunKind, Trigger } from '../../model/run.ts';
import { fieldConverter, runTags } from '../../model/run-fields.ts';
import { capitalize } from '../../model/text/formats.ts';
import type { RecordingPlan } from './recording.ts';
import { toJson, toText } from './to-json.ts';

export type CommonOptions = {
  /** Recorded as JSON at once. Absent or `undefined` means "not recorded". */
  readonly input?: unknown;
  /** `program` by default. */
  readonly trigger?: TriggerInput;
  /** Who or what requested the run. */
  readonly actor?: string;
  readonly project?: string;
  /** The id of the parent run; by default the run in which this one is started. */
  readonly parentId?: string;
  /** The id of an earlier run that this one repeats. */
  readonly retryOf?: string;
  /** Names the work: a later success of the workflow with the same key settles a failed run. */
  readonly key?: string;
  /** Unique in the store; generated when absent. */
  readonly id?: string;
  /** For programs with their own queue: epoch ms or a Date. */
  readonly queuedAt?: number | Date;
  /** The number of this attempt at the whole run. By default the highest attempt of its steps. */
  readonly attempt?: number;
  /** Cancels the run when it aborts, as the inspector does. */
  readonly signal?: AbortSignal;
};

export type RunOptions = CommonOptions & { readonly workflow: string };

export type AgentOptions = CommonOptions & { readonly name: string };

type PlanContext = {
  readonly kind: RunKind;
  readonly name: string;
  readonly newId: (at: number) => string;
  readonly now: number;
  readonly parentId: string | undefined;
};

export function toRecordingPlan(
  options: CommonOptions,
  { kind, name, newId, now, parentId }: PlanContext,
): RecordingPlan {
  const { queuedAt, attempt } = options;
  return {
    id: toOptionalText(options.id) ?? newId(now),
    kind,
    name: toText(name),
    trigger: toTrigger(options.trigger),
    ...tagsOf(options),
    parentId: toOptionalText(options.parentId) ?? parentId,
    retryOf: toOptionalText(options.retryOf),
    key: toOptionalText(options.key),
    createdAt: now,
    queuedAt: toOptionalTime(queuedAt),
    input: toJson(options.input),
    attempt,
  };
}

const tagsOf = fieldConverter(runTags, { text: toOptionalText });

function toOptionalText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : toText(value);
}

function toOptionalTime(value: number | Date | null | undefined): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}

/**
 * What started a run: a type such as `'cli'`, or also the name of the source, which gives the label
 * `Webhook · signup`. `label` and `raw` (opaque text) replace the defaults; `at` is epoch ms or a Date.
 */
export type TriggerInput = string | TriggerFields;

type TriggerFields = {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly raw?: string;
  readonly at?: number | Date;
};

const labels: ReadonlyMap<string, string> = new Map([
  ['api', 'API'],
  ['cli', 'CLI'],
]);

export function toTrigger(input?: TriggerInput): Trigger {
  const fields: TriggerFields = typeof input === 'string' ? { type: input } : (input ?? { type: 'program' });
  const type = toText(fields.type);
  const name = toOptionalText(fields.name);
  const word = labels.get(type) ?? capitalize(type);
  return {
    type,
    label: toOptionalText(fields.label) ?? (name === undefined ? word : `${word} · ${name}`),
    raw: toOptionalText(fields.raw) ?? (name === undefined ? type : `${type}:${name}`),
    at: toOptionalTime(fields.at),
  };
}
